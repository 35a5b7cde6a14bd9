using System.Text.Json;
using Azure;
using Azure.Core;
using Fixia.Functions.Http;
using Fixia.Functions.Sockets;
using Fixia.Shared.Realtime;
using Fixia.Tests.Support;
using Microsoft.Azure.Functions.Worker;
using Moq;

namespace Fixia.Functions.Tests.Diagnostics;

/// <summary>What dashboards and alerts are made of: every instrument, recorded by what really happens.</summary>
public sealed class MetricsTests : IDisposable
{
    private readonly TracedProduct product;
    private readonly FunctionsApp app;
    private readonly string user = Guid.NewGuid().ToString();

    public MetricsTests(SharedApp shared)
    {
        app = shared.App;
        product = new TracedProduct(app);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => product.Dispose();

    [Fact]
    public async Task Connections_are_counted_when_they_open_and_when_they_close()
    {
        await product.Function<Connected>().RunAsync(new ConnectedEventRequest { ConnectionContext = Connection() }, Token);
        Assert.Equal("state=opened", Single("fixia.connections", 1).Tags);
        product.Function<Disconnected>().Run(new DisconnectedEventRequest { ConnectionContext = Connection(), Reason = "bye" });
        Assert.Equal(["state=opened", "state=closed"], Of("fixia.connections").Select(measured => measured.Tags));
    }

    [Theory]
    [InlineData(true, "result=ok")]
    [InlineData(false, "result=missing")]
    public async Task Negotiations_are_counted_by_result(bool withToken, string tags)
    {
        var call = new HttpCall(app).Send("POST");
        await call.ExecuteAsync(product.Function<Negotiate>().RunAsync((withToken ? call.As(user) : call).Request, Token));
        Assert.Equal(tags, Single("fixia.negotiations", 1).Tags);
    }

    [Fact]
    public async Task A_push_is_counted_by_event_and_outcome_and_its_latency_is_measured()
    {
        await product.PushAsync([await product.CreateAsync(user, Token)], Token);
        Assert.Equal(
            ["event=notification:new outcome=Accepted", "event=notification:unread-count outcome=Accepted"],
            Of("fixia.pushes").Select(measured => measured.Tags));
        Assert.InRange(Assert.Single(Of("fixia.delivery.latency")).Value, 0, 60_000);
    }

    [Theory]
    [InlineData(403, PushOutcome.Rejected)]
    [InlineData(503, PushOutcome.Failed)]
    public async Task A_push_that_is_not_accepted_is_counted_as_such(int status, PushOutcome outcome)
    {
        product.WebPubSub
            .Setup(s => s.SendToGroupAsync(
                It.IsAny<string>(), It.IsAny<RequestContent>(), ContentType.ApplicationJson, It.IsAny<IEnumerable<string>>(), null, It.IsAny<RequestContext>()))
            .ThrowsAsync(new RequestFailedException(status, "no"));
        var document = await product.CreateAsync(user, Token);
        var failure = await Record.ExceptionAsync(() => product.PushAsync([document], Token));
        Assert.Equal(outcome == PushOutcome.Failed, failure is AggregateException);
        Assert.Contains($"event=notification:new outcome={outcome}", Of("fixia.pushes").Select(measured => measured.Tags));
        Assert.Empty(Of("fixia.delivery.latency"));
    }

    [Fact]
    public async Task A_batch_of_the_change_feed_is_measured_by_size_and_lag_and_what_is_unreadable_is_counted()
    {
        using var poison = JsonDocument.Parse("[]");
        await product.PushAsync([poison.RootElement, await product.CreateAsync(user, Token)], Token);
        Assert.Equal("container=notifications", Single("fixia.changefeed.batch", 2).Tags);
        Assert.Equal("container=notifications", Assert.Single(Of("fixia.changefeed.lag")).Tags);
        Assert.Equal("container=notifications", Single("fixia.changefeed.unreadable", 1).Tags);
    }

    [Fact]
    public async Task A_sync_is_measured_by_its_page()
    {
        await product.CreateAsync(user, Token);
        await product.CreateAsync(user, Token);
        var request = new UserEventRequest
        {
            ConnectionContext = Connection(),
            Data = BinaryData.FromString("{}"),
            DataType = WebPubSubDataType.Json,
        };
        await product.Function<SyncRequest>().RunAsync(request, Token);
        Single("fixia.sync.page", 2);
    }

    private WebPubSubConnectionContext Connection() => new() { UserId = user, ConnectionId = "connection-" + user, Hub = Hub.Name };

    private IEnumerable<Measured> Of(string instrument) =>
        product.Telemetry.Measurements.Where(measured => measured.Instrument == instrument);

    private Measured Single(string instrument, double value)
    {
        var measured = Assert.Single(Of(instrument));
        Assert.Equal(value, measured.Value);
        return measured;
    }
}
