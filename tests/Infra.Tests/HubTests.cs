using System.Reflection;
using System.Text.Json.Nodes;
using Fixia.Functions;
using Fixia.Shared.Realtime;
using Microsoft.Azure.Functions.Worker;

namespace Fixia.Infra.Tests;

/// <summary>Web PubSub sends to the app what the app has functions for, and the app can tell that it is Web PubSub.</summary>
[Collection(nameof(ExpandedTemplates))]
public sealed class HubTests(ExpandedTemplates templates)
{
    private static readonly IReadOnlyList<WebPubSubTriggerAttribute> Triggers =
    [
        .. typeof(FixiaServices).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods())
            .SelectMany(method => method.GetParameters())
            .Select(parameter => parameter.GetCustomAttribute<WebPubSubTriggerAttribute>())
            .OfType<WebPubSubTriggerAttribute>(),
    ];

    private readonly Template upstream = templates.Read("upstream");

    private JsonNode Hub => upstream.Single("Microsoft.SignalRService/webPubSub/hubs");

    private JsonNode EventHandler => Assert.Single(Hub["properties"]!["eventHandlers"]!.AsArray())!;

    [Fact]
    public void The_hub_is_the_one_of_the_code_and_lets_nobody_in_without_a_token()
    {
        Assert.EndsWith("/" + Shared.Realtime.Hub.Name, (string)Hub["name"]!, StringComparison.Ordinal);
        Assert.All(Triggers, trigger => Assert.Equal(Shared.Realtime.Hub.Name, trigger.Hub));
        Assert.Equal("deny", (string)Hub["properties"]!["anonymousConnectPolicy"]!);
    }

    [Fact]
    public void The_user_events_are_exactly_those_that_have_a_function() =>
        Assert.Equal(EventsOf(WebPubSubEventType.User), ((string)EventHandler["userEventPattern"]!).Split(',').Order(StringComparer.Ordinal));

    [Fact]
    public void The_system_events_are_exactly_those_that_have_a_function() =>
        Assert.Equal(EventsOf(WebPubSubEventType.System), EventHandler["systemEvents"]!.AsArray().Select(name => (string)name!).Order(StringComparer.Ordinal));

    [Fact]
    public void Events_go_to_the_webhook_of_the_extension_with_a_key_that_only_the_vault_holds()
    {
        var url = (string)EventHandler["urlTemplate"]!;

        Assert.StartsWith(
            "[format('https://{0}/runtime/webhooks/webpubsub?code={{@Microsoft.KeyVault(SecretUri={1})}}'", url, StringComparison.Ordinal);
        Assert.Contains("secrets/webpubsub-upstream-key'", url, StringComparison.Ordinal);
        Assert.Contains("secretUriWithVersion", url, StringComparison.Ordinal);
        Assert.DoesNotContain("listKeys", url, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void The_key_is_the_one_that_the_Functions_host_asks_for()
    {
        var secret = upstream.Single("Microsoft.KeyVault/vaults/secrets");

        Assert.EndsWith("/webpubsub-upstream-key", (string)secret["name"]!, StringComparison.Ordinal);
        Assert.Contains("/host/default'", (string)secret["properties"]!["value"]!, StringComparison.Ordinal);
        Assert.EndsWith(".systemKeys.webpubsub_extension]", (string)secret["properties"]!["value"]!, StringComparison.Ordinal);
    }

    [Fact]
    public void Web_PubSub_may_read_that_secret_and_no_other()
    {
        var production = templates.Read("production");
        var granted = production.All("Microsoft.Authorization/roleAssignments")
            .Where(role => ((string)role["properties"]!["principalId"]!).Contains("Microsoft.SignalRService", StringComparison.Ordinal));

        var role = Assert.Single(granted);
        Assert.Equal("[roleDefinitions('Key Vault Secrets User').id]", (string)role["properties"]!["roleDefinitionId"]!);
        Assert.Matches(@"^\[extensionResourceId\('[^']*/vaults/[^/']+/secrets/webpubsub-upstream-key'", (string)role["id"]!);
    }

    private static IEnumerable<string> EventsOf(WebPubSubEventType type) =>
        Triggers.Where(trigger => trigger.EventType == type).Select(trigger => trigger.EventName).Order(StringComparer.Ordinal);
}
