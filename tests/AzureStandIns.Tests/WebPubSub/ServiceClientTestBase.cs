using Azure.Core;
using Azure.Messaging.WebPubSub;

namespace AzureStandIns.Tests.WebPubSub;

/// <summary>A client and the server that it talks to, one pair a test.</summary>
public abstract class ServiceClientTestBase : IAsyncLifetime
{
    protected const string AccessKey = "an-access-key-of-at-least-32-bytes!";
    protected const string Hub = "notifications";

    private RestServer _server = null!;

    private protected RestServer Server => _server;

    private protected WebPubSubServiceClient Client { get; private set; } = null!;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected string ConnectionString => $"Endpoint={_server.Endpoint};AccessKey={AccessKey};Version=1.0;";

    public async ValueTask InitializeAsync()
    {
        _server = await RestServer.StartAsync(Cancellation);
        Client = new WebPubSubServiceClient(ConnectionString, Hub, Impatient(new WebPubSubServiceClientOptions()));
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await _server.DisposeAsync();
    }

    /// <summary>Retries three times without the pauses that production needs.</summary>
    protected static WebPubSubServiceClientOptions Impatient(WebPubSubServiceClientOptions options)
    {
        options.Retry.Mode = RetryMode.Fixed;
        options.Retry.Delay = TimeSpan.FromMilliseconds(1);
        options.Retry.MaxRetries = 3;
        return options;
    }
}
