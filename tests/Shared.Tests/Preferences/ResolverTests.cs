using Fixia.Shared.Preferences;

namespace Fixia.Shared.Tests.Preferences;

public sealed class ResolverTests
{
    private static readonly DateTimeOffset At = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_user_without_preferences_costs_no_memory()
    {
        var resolver = Vectors.Resolver(new PreferenceOptions { RequiredTypes = ["security"], Defaults = { ["digest"] = "silent" } });
        for (var i = 0; i < 100; i++)
        {
            resolver.Resolve("message", "normal", null, At);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            resolver.Resolve("message", "normal", null, At);
        }

        // A measurement of its own may cost a little.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1000);
    }

    [Fact]
    public void Only_devices_that_do_the_other_thing_are_named()
    {
        var preferences = Vectors.Stored("""
            {"types":{"job":"silent"},"devices":{"phone":{"level":"all"},"desktop":{"level":"critical"},"tablet":{},"watch":{"types":{"job":"interrupt"}}}}
            """);
        var message = Vectors.Resolver().Resolve("message", null, preferences, At);
        Assert.Equal(new Ruling(Attention.Interrupt, AttentionRule.Default), message.User);
        Assert.Equal([new("desktop", new Ruling(Attention.Silent, AttentionRule.DeviceLevel))], message.Exceptions);
        var job = Vectors.Resolver().Resolve("job", null, preferences, At);
        Assert.Equal(new Ruling(Attention.Silent, AttentionRule.Type), job.User);
        Assert.Equal([new("watch", new Ruling(Attention.Interrupt, AttentionRule.DeviceType))], job.Exceptions);
        Assert.Empty(Vectors.Resolver().Resolve("job", "critical", preferences, At).Exceptions);
    }

    [Fact]
    public void Options_that_mean_nothing_make_no_resolver() =>
        Assert.Throws<InvalidOperationException>(() => Vectors.Resolver(new PreferenceOptions { Defaults = { ["digest"] = "off" } }));
}
