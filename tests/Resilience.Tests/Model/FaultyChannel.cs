using System.Text.Json;
using Azure;
using Azure.Core;
using Azure.Messaging.WebPubSub;
using Moq;

namespace Fixia.Resilience.Tests.Model;

/// <summary>Web PubSub as the product calls it, with sends that fail on command.</summary>
internal sealed class FaultyChannel
{
    private readonly Mock<WebPubSubServiceClient> service = new();
    private readonly Action<JsonElement> deliver;

    public FaultyChannel(Action<JsonElement> deliver)
    {
        this.deliver = deliver;
        service
            .Setup(s => s.SendToGroupAsync(
                It.IsAny<string>(), It.IsAny<RequestContent>(), ContentType.ApplicationJson, It.IsAny<IEnumerable<string>>(), null, It.IsAny<RequestContext>()))
            .Returns((string _, RequestContent content, ContentType _, IEnumerable<string> _, string _, RequestContext _) => SendAsync(content));
        service
            .Setup(s => s.SendToAllAsync(
                It.IsAny<RequestContent>(), ContentType.ApplicationJson, It.IsAny<IEnumerable<string>>(), null, It.IsAny<RequestContext>()))
            .Returns((RequestContent content, ContentType _, IEnumerable<string> _, string _, RequestContext _) => SendAsync(content));
    }

    public WebPubSubServiceClient Service => service.Object;

    /// <summary>What becomes of the next send; then all is well again.</summary>
    public StepKind? Fault { get; set; }

    /// <summary>Runs once, between the next send's start and its delivery.</summary>
    public Func<Task>? Overtake { get; set; }

    private async Task<Response> SendAsync(RequestContent content)
    {
        using var stream = new MemoryStream();
        content.WriteTo(stream, CancellationToken.None);
        if (Overtake is { } overtake)
        {
            Overtake = null;
            await overtake();
        }

        var fault = Fault;
        Fault = null;
        if (fault != StepKind.Refuse)
        {
            deliver(JsonDocument.Parse(stream.ToArray()).RootElement);
        }

        return fault is null ? Mock.Of<Response>() : throw new RequestFailedException(503, "busy");
    }
}
