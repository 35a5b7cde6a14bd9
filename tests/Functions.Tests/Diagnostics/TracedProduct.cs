using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Azure;
using Azure.Core;
using Azure.Messaging.WebPubSub;
using Fixia.Shared.Data;
using Fixia.Shared.Delivery;
using Fixia.Shared.Producers;
using Fixia.Tests.Support;
using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.DependencyInjection;
using Moq;

namespace Fixia.Functions.Tests.Diagnostics;

/// <summary>The composed product with a meter of its own, and what it records.</summary>
internal sealed class TracedProduct : IDisposable
{
    private readonly ServiceProvider services;

    public TracedProduct(FunctionsApp app)
    {
        services = FunctionsApp.Compose(app.Settings(), WebPubSub.Object);
        Telemetry = new Telemetry(services.GetRequiredService<IMeterFactory>());
        WebPubSub
            .Setup(s => s.SendToGroupAsync(
                It.IsAny<string>(), It.IsAny<RequestContent>(), ContentType.ApplicationJson, It.IsAny<IEnumerable<string>>(), null, It.IsAny<RequestContext>()))
            .Returns((string _, RequestContent content, ContentType _, IEnumerable<string> _, string _, RequestContext _) =>
            {
                using var stream = new MemoryStream();
                content.WriteTo(stream, CancellationToken.None);
                Sent.Enqueue(Encoding.UTF8.GetString(stream.ToArray()));
                return Task.FromResult(Mock.Of<Response>());
            });
        WebPubSub
            .Setup(s => s.SendToConnectionAsync(It.IsAny<string>(), It.IsAny<RequestContent>(), ContentType.ApplicationJson, It.IsAny<RequestContext>()))
            .ReturnsAsync(Mock.Of<Response>());
        WebPubSub
            .Setup(s => s.GetClientAccessUriAsync(
                It.IsAny<TimeSpan>(), It.IsAny<string>(), null, It.IsAny<IEnumerable<string>>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(FunctionsApp.ClientUrl(DateTimeOffset.UtcNow.AddMinutes(5)));
    }

    public Mock<WebPubSubServiceClient> WebPubSub { get; } = new();

    public Telemetry Telemetry { get; }

    public ConcurrentQueue<string> Sent { get; } = new();

    private Container Notifications => services.GetRequiredService<CosmosClient>().GetContainer(FixiaDatabase.Name, FixiaDatabase.Notifications);

    /// <summary>A function class, made as the worker makes it.</summary>
    public T Function<T>() => ActivatorUtilities.CreateInstance<T>(services);

    /// <summary>Creates a notification, and returns the document as the change feed brings it.</summary>
    public async Task<JsonElement> CreateAsync(string user, CancellationToken cancellationToken)
    {
        var created = await services.GetRequiredService<NotificationPublisher>().PublishAsync(
            new NotificationRequest { UserIds = [user], Type = "message", Title = "Nuevo mensaje", Message = "Hola" }, null, cancellationToken);
        return await ReadAsync(user, created.Notifications[0].Id, cancellationToken);
    }

    /// <summary>Writes a document over the one of its id, and returns it as the change feed brings it.</summary>
    public async Task<JsonElement> StoreAsync(string user, JsonNode document, CancellationToken cancellationToken)
    {
        using var json = new MemoryStream(Encoding.UTF8.GetBytes(document.ToJsonString()));
        using var stored = await Notifications.UpsertItemStreamAsync(json, new PartitionKey(user), cancellationToken: cancellationToken);
        stored.EnsureSuccessStatusCode();
        return await ReadAsync(user, document["id"]!.GetValue<string>(), cancellationToken);
    }

    public Task PushAsync(IReadOnlyList<JsonElement> batch, CancellationToken cancellationToken) =>
        services.GetRequiredService<NotificationPusher>().PushAsync(ChangeBatch.AsTheTriggerMakesIt(batch), cancellationToken);

    public void Dispose()
    {
        Telemetry.Dispose();
        services.Dispose();
    }

    private async Task<JsonElement> ReadAsync(string user, string id, CancellationToken cancellationToken)
    {
        using var stored = await Notifications.ReadItemStreamAsync(id, new PartitionKey(user), cancellationToken: cancellationToken);
        using var document = await JsonDocument.ParseAsync(stored.Content, cancellationToken: cancellationToken);
        return document.RootElement.Clone();
    }
}
