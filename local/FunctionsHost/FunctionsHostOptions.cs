using Fixia.Local.FunctionsHost.Worker;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace Fixia.Local.FunctionsHost;

/// <summary>What a <see cref="FunctionsHost"/> runs, and how.</summary>
public sealed class FunctionsHostOptions
{
    /// <summary>
    /// The folder of the built app, with <c>host.json</c>, <c>functions.metadata</c> and <c>worker.config.json</c> as the build
    /// of a functions project leaves them.
    /// </summary>
    public required string AppDirectory { get; init; }

    /// <summary>How the worker app is started. Null: as a process of its own.</summary>
    public IWorkerLauncher? Worker { get; init; }

    /// <summary>
    /// The app settings, named <c>Section__Key</c> or <c>Section:Key</c>. The worker gets them as environment variables, on top
    /// of those of this process; <c>%Setting%</c> expressions and connection names of triggers are resolved from them alone.
    /// </summary>
    public IReadOnlyDictionary<string, string?> Settings { get; init; } = new Dictionary<string, string?>();

    /// <summary>The port to listen on at 127.0.0.1; 0 picks a free one.</summary>
    public int Port { get; init; }

    /// <summary>The key that opens functions of the level Function. Empty: only <see cref="MasterKey"/> does.</summary>
    public string FunctionKey { get; init; } = string.Empty;

    /// <summary>The key that opens every function, and the only one that opens the level Admin.</summary>
    public string? MasterKey { get; init; }

    /// <summary>
    /// The key that callers of <c>/runtime/webhooks/webpubsub</c> must send as <c>?code=</c>, as they must in Azure.
    /// Null: none is asked for, and only the signature of the events protects the webhook.
    /// </summary>
    public string? SystemKey { get; init; }

    /// <summary>Origins whose pages may call the functions, cookies included. Empty: only the functions' own.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    /// <summary>How long a stopping host lets running functions finish before it cancels them.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Adds middleware and endpoints of others to the same origin, in front of the functions.</summary>
    public Action<WebApplication>? ConfigureApplication { get; init; }

    /// <summary>Where the host's time comes from: durations, retry delays, schedules.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Adds log providers. The levels are those of <c>host.json</c>. Null: the console.</summary>
    public Action<ILoggingBuilder>? ConfigureLogging { get; init; }

    /// <summary>What the triggers and the functions read from may still be made while the worker starts; nothing is run before it is there.</summary>
    public Task Prepared { get; init; } = Task.CompletedTask;
}
