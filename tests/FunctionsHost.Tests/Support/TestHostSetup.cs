using Fixia.Local.FunctionsHost.Worker;
using FunctionsHost.Samples;
using Microsoft.AspNetCore.Builder;

namespace FunctionsHost.Tests.Support;

/// <summary>What a test wants different about its host.</summary>
internal sealed record TestHostSetup
{
    public IReadOnlyDictionary<string, string?> Settings { get; init; } = new Dictionary<string, string?>();

    public Recorder Recorder { get; init; } = new();

    /// <summary>How the samples are started; null: inside this process, where the test sees what the recorder sees.</summary>
    public IWorkerLauncher? Worker { get; init; }

    /// <summary>The folder of the samples; null: where their build left them.</summary>
    public string? AppDirectory { get; init; }

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    public int Port { get; init; }

    public string? SystemKey { get; init; }

    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(20);

    public Action<WebApplication>? ConfigureApplication { get; init; }
}
