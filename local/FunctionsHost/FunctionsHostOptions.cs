using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Fixia.Local.FunctionsHost;

/// <summary>What a <see cref="FunctionsHost"/> runs, and how.</summary>
public sealed class FunctionsHostOptions
{
    /// <summary>The assembly whose public classes hold the <c>[Function]</c> methods.</summary>
    public required Assembly FunctionsAssembly { get; init; }

    /// <summary>The app's composition root: registers its services, given its app settings.</summary>
    public required Action<IServiceCollection, IConfiguration> ConfigureServices { get; init; }

    /// <summary>
    /// The app settings, named <c>Section__Key</c> or <c>Section:Key</c>. They are the app's whole configuration, and
    /// resolve the <c>%Setting%</c> expressions and connection names of its triggers. Environment variables are not read.
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

    /// <summary>Path of the app's <c>host.json</c>. Null: the one beside <see cref="FunctionsAssembly"/>, if there is one.</summary>
    public string? HostJsonPath { get; init; }

    /// <summary>How long a stopping host lets running functions finish before it cancels them.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Adds middleware and endpoints of others to the same origin, in front of the functions.</summary>
    public Action<WebApplication>? ConfigureApplication { get; init; }

    /// <summary>Where time comes from: durations, retry delays, and the app's own <see cref="System.TimeProvider"/>.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Adds log providers and levels. Null: the console, from Information on.</summary>
    public Action<ILoggingBuilder>? ConfigureLogging { get; init; }
}
