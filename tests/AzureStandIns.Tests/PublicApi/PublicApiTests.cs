using System.Reflection;
using Azure.Messaging.WebPubSub;
using Microsoft.Azure.Functions.Worker;

namespace AzureStandIns.Tests.PublicApi;

/// <summary>Keeps the stand-ins honest: what compiles against them compiles against the packages.</summary>
public sealed class PublicApiTests
{
    public static TheoryData<Assembly> StandIns =>
        [typeof(WebPubSubServiceClient).Assembly, typeof(CosmosDBTriggerAttribute).Assembly, typeof(WebPubSubTriggerAttribute).Assembly];

    [Theory]
    [MemberData(nameof(StandIns))]
    public void Stand_in_offers_nothing_that_the_packages_do_not(Assembly standIn)
    {
        var packages = MemberLists.Read(Path.Combine(AppContext.BaseDirectory, "api"));

        var unknown = MemberLists.Describe(standIn)
            .SelectMany(type => type.Value
                .Where(member => !packages.TryGetValue(type.Key, out var known) || !known.Contains(member))
                .Select(member => $"{type.Key} / {member}"))
            .ToList();

        Assert.Empty(unknown);
    }

    [Fact]
    public void Web_PubSub_client_is_offered_whole()
    {
        var packages = MemberLists.Read(Path.Combine(AppContext.BaseDirectory, "api"));
        var offered = MemberLists.Describe(typeof(WebPubSubServiceClient).Assembly);

        var missing = packages
            .Where(type => type.Key.StartsWith("Azure.Messaging.WebPubSub:", StringComparison.Ordinal))
            .SelectMany(type => type.Value.Except(offered[type.Key]).Select(member => $"{type.Key} / {member}"));

        Assert.Empty(missing);
    }
}
