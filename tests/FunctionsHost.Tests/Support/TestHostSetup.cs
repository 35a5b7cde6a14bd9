using System.Reflection;
using FunctionsHost.Tests.Samples;
using Microsoft.AspNetCore.Builder;

namespace FunctionsHost.Tests.Support;

/// <summary>What a test wants different about its host.</summary>
internal sealed record TestHostSetup
{
    public IReadOnlyDictionary<string, string?> Settings { get; init; } = new Dictionary<string, string?>();

    public Recorder Recorder { get; init; } = new();

    public Assembly? FunctionsAssembly { get; init; }

    public int Port { get; init; }

    public string? SystemKey { get; init; }

    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    public string? HostJsonPath { get; init; }

    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(20);

    public Action<WebApplication>? ConfigureApplication { get; init; }
}
