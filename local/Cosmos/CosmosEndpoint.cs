using System.Net;
using Fixia.Local.Cosmos.Charges;
using Fixia.Local.Cosmos.Operations;
using Fixia.Local.Cosmos.Protocol;
using Fixia.Local.Cosmos.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fixia.Local.Cosmos;

/// <summary>
/// An Azure Cosmos DB for NoSQL endpoint over one SQLite file, for the unchanged SDK in gateway mode
/// (https://learn.microsoft.com/rest/api/cosmos-db/). docs/cosmos-support.md lists what it plays.
/// </summary>
public sealed class CosmosEndpoint : IAsyncDisposable
{
    // Above the 2 MB of a document, so that an answer can say which limit was broken.
    private const long MostBodyBytes = 4 * 1024 * 1024;

    private readonly WebApplication app;
    private readonly Store store;
    private readonly Purge purge;
    private readonly string? temporaryFile;

    private CosmosEndpoint(WebApplication app, Store store, Purge purge, Uri endpoint, string accountKey, string? temporaryFile)
    {
        (this.app, this.store, this.purge, this.temporaryFile) = (app, store, purge, temporaryFile);
        Endpoint = endpoint;
        ConnectionString = $"AccountEndpoint={endpoint};AccountKey={accountKey};";
    }

    /// <summary>The address of the account: http, on 127.0.0.1.</summary>
    public Uri Endpoint { get; }

    /// <summary>
    /// The connection string for <c>CosmosClient</c>. The client needs <c>ConnectionMode.Gateway</c> and should have
    /// <c>LimitToEndpoint</c>.
    /// </summary>
    public string ConnectionString { get; }

    /// <summary>What this endpoint does wrong on command.</summary>
    public required CosmosFaults Faults { get; init; }

    /// <summary>Opens the data file and starts to listen.</summary>
    /// <exception cref="ArgumentException">An option is not valid.</exception>
    /// <exception cref="IOException">The port is taken, or the data file is damaged, in use by another endpoint or can't be written; the message says which.</exception>
    /// <exception cref="InvalidDataException">The data file is of another version of this endpoint.</exception>
    public static async Task<CosmosEndpoint> StartAsync(CosmosEndpointOptions options, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(options);
        var key = options.Validate();
        var temporaryFile = options.DataFile is null ? Path.Combine(Path.GetTempPath(), $"fixia-cosmos-{Guid.NewGuid():n}.db") : null;
        var store = Store.Open(options.DataFile ?? temporaryFile!, options.TimeProvider);
        var faults = new CosmosFaults(store.Replica);
        var log = new FailureLog(options.LoggerFactory.CreateLogger<CosmosEndpoint>(), options.TimeProvider);
        WebApplication? app = null;
        try
        {
            app = Build(options, key, store, faults, log);
            await app.StartAsync(ct);
            var address = app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single();
            var purge = new Purge(store, log, options.TimeProvider, options.PurgeInterval);
            return new CosmosEndpoint(app, store, purge, new Uri(address), options.AccountKey, temporaryFile) { Faults = faults };
        }
        catch
        {
            if (app is not null)
            {
                await app.DisposeAsync();
            }

            await store.DisposeAsync();
            DeleteTemporary(temporaryFile);
            throw;
        }
    }

    /// <summary>Stops to listen, finishes the writes that were accepted, and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        await purge.DisposeAsync();
        await store.DisposeAsync();
        DeleteTemporary(temporaryFile);
    }

    private static WebApplication Build(CosmosEndpointOptions options, byte[] key, Store store, CosmosFaults faults, FailureLog log)
    {
        // Empty: what the surrounding process is configured with (addresses, signals) is not this endpoint's.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore().AddSingleton<IHostLifetime, OwnedLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(3));
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MostBodyBytes;
            kestrel.Listen(IPAddress.Loopback, options.Port);
        });
        var app = builder.Build();
        var authorization = new MasterKeyAuthorization(key);
        app.UseRouting();
        app.Use((context, next) => AnswerAsync(context, next, authorization, faults, log));
        AccountOperations.Map(app, options.Consistency);
        new DatabaseOperations(store).Map(app);
        new ContainerOperations(store).Map(app);
        new PartitionKeyRangeOperations(store).Map(app);
        var charge = new RequestCharge(options.Consistency);
        new DocumentOperations(store, charge, new QueryOperations(store, charge), new ChangeFeedOperations(store, charge), new BulkOperations(store)).Map(app);
        app.MapFallback("{*path}", (HttpContext context) => throw ServiceException.NotSupported($"{context.Request.Method} {context.Request.Path}"))
            .WithMetadata(new NotPlayed());
        return app;
    }

    /// <summary>Around every operation: the activity id, the signature, and errors in the service's form.</summary>
    private static async Task AnswerAsync(
        HttpContext context, RequestDelegate next, MasterKeyAuthorization authorization, CosmosFaults faults, FailureLog log)
    {
        var headers = context.Response.Headers;
        headers[HeaderNames.ActivityId] = context.Request.Headers[HeaderNames.ActivityId] is [{ Length: > 0 } id, ..] ? id : Guid.NewGuid().ToString();
        Reply.Charge(context.Response, RequestCharge.Least);
        try
        {
            // What a request that is not played is signed over is not known here: 401 would blame the key.
            if (context.GetEndpoint()?.Metadata.GetMetadata<NotPlayed>() is null)
            {
                authorization.Check(context.Request);
            }

            UnsupportedRequests.Check(context.Request);
            faults.Check(context);
            await next(context);
        }
        catch (ServiceException error)
        {
            await Reply.ErrorAsync(context, error);
        }
        catch (DataFileException error)
        {
            log.DataFile(error);
            await Reply.ErrorAsync(context, error.IsDamage
                ? new ServiceException(500, "InternalServerError", error.Message)
                : new ServiceException(503, "ServiceUnavailable", error.Message));
        }
        catch (BadHttpRequestException error) when (error.StatusCode == StatusCodes.Status400BadRequest)
        {
            // The client broke its request off; nobody reads an answer.
            context.Abort();
        }
        catch (Exception error) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            log.Unexpected(error, context.Request.Method, context.Request.Path);
            await Reply.ErrorAsync(context, new ServiceException(500, "InternalServerError", $"The local Cosmos endpoint failed: {error.Message}"));
        }
    }

    /// <summary>Marks the route of all requests that no other takes.</summary>
    private sealed record NotPlayed;

    /// <summary>The endpoint's owner starts and stops it; it listens to no signals of its own.</summary>
    private sealed class OwnedLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private static void DeleteTemporary(string? file)
    {
        if (file is not null)
        {
            foreach (var suffix in (string[])["", "-wal", "-shm"])
            {
                File.Delete(file + suffix);
            }
        }
    }
}
