using System.Net;
using System.Net.Sockets;
using System.Reflection;
using Fixia.Local.FunctionsHost.Worker;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fixia.Tests.Support;

/// <summary>
/// The real worker inside the test's process, over the same stream as one of its own process, so that a test can replace
/// what the app stands on: its clock, its loggers, its services.
/// </summary>
/// <param name="app">The assembly of the app, for what its build has generated: where its functions are and how they are called.</param>
/// <param name="configure">The app's composition root, and what the test replaces.</param>
public sealed class InProcessWorker(Assembly app, Action<FunctionsApplicationBuilder> configure) : IWorkerLauncher
{
    /// <inheritdoc/>
    public async Task<IWorker> LaunchAsync(WorkerStart start, CancellationToken cancellationToken)
    {
        // The worker asks the process for it. All workers of a test project run the same app.
        Environment.SetEnvironmentVariable(WorkerStart.AppDirectoryVariable, start.AppDirectory);
        var builder = FunctionsApplication.CreateBuilder([]);
        builder.ConfigureFunctionsWebApplication();
        builder.Configuration.AddInMemoryCollection(
            start.Environment.Select(setting => KeyValuePair.Create(setting.Key.Replace("__", ":", StringComparison.Ordinal), setting.Value)));
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Functions:Worker:HostEndpoint"] = start.HostEndpoint.AbsoluteUri,
            ["Functions:Worker:WorkerId"] = start.WorkerId,
            ["Functions:Worker:RequestId"] = Guid.NewGuid().ToString(),
            ["Functions:Worker:GrpcMaxMessageLength"] = $"{int.MaxValue}",
        });
        ListenOnAPortOfItsOwn(builder.Services);
        UseWhatWasGenerated(builder.Services);
        builder.Services.AddSingleton<IHostLifetime, NoSignals>();
        configure(builder);
        var host = builder.Build();
        try
        {
            await host.StartAsync(cancellationToken);
            return new Running(host);
        }
        catch
        {
            host.Dispose();
            throw;
        }
    }

    /// <summary>The worker's HTTP server takes one port for all workers of a process; these run side by side.</summary>
    private static void ListenOnAPortOfItsOwn(IServiceCollection services)
    {
        // Bound here and handed over, so that nobody can take the port in between.
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var endpoint = (IPEndPoint)socket.LocalEndPoint!;
        services.Configure<SocketTransportOptions>(transport => transport.CreateBoundListenSocket = _ => socket);
        services.Configure<KestrelServerOptions>(kestrel => kestrel.Listen(endpoint));
        services.Configure<WorkerOptions>(worker => worker.Capabilities["HttpUri"] = $"http://{endpoint}/");
    }

    /// <summary>The worker looks for it in the assembly that the process was started with, which here is the test's.</summary>
    private void UseWhatWasGenerated(IServiceCollection services)
    {
        var builder = new HostBuilderOf(services);
        foreach (var startup in app.GetTypes().Where(type => type.IsAssignableTo(typeof(IAutoConfigureStartup))))
        {
            ((IAutoConfigureStartup)Activator.CreateInstance(startup)!).Configure(builder);
        }
    }

    /// <summary>What generated code needs of a host builder.</summary>
    private sealed class HostBuilderOf(IServiceCollection services) : IHostBuilder
    {
        public IDictionary<object, object> Properties { get; } = new Dictionary<object, object>();

        public IHostBuilder ConfigureServices(Action<HostBuilderContext, IServiceCollection> configureDelegate)
        {
            configureDelegate(new HostBuilderContext(Properties), services);
            return this;
        }

        public IHost Build() => throw new NotSupportedException();

        public IHostBuilder ConfigureAppConfiguration(Action<HostBuilderContext, IConfigurationBuilder> configureDelegate) => throw new NotSupportedException();

        public IHostBuilder ConfigureContainer<TContainerBuilder>(Action<HostBuilderContext, TContainerBuilder> configureDelegate) => throw new NotSupportedException();

        public IHostBuilder ConfigureHostConfiguration(Action<IConfigurationBuilder> configureDelegate) => throw new NotSupportedException();

        public IHostBuilder UseServiceProviderFactory<TContainerBuilder>(IServiceProviderFactory<TContainerBuilder> factory)
            where TContainerBuilder : notnull => throw new NotSupportedException();

        public IHostBuilder UseServiceProviderFactory<TContainerBuilder>(Func<HostBuilderContext, IServiceProviderFactory<TContainerBuilder>> factory)
            where TContainerBuilder : notnull => throw new NotSupportedException();
    }

    /// <summary>Leaves signals to the test runner.</summary>
    private sealed class NoSignals : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class Running : IWorker
    {
        private readonly IHost _host;

        public Running(IHost host)
        {
            _host = host;
            Ended = WaitAsync();
        }

        public Task<string?> Ended { get; }

        public async ValueTask DisposeAsync()
        {
            await _host.StopAsync(CancellationToken.None);
            await Ended;
            _host.Dispose();
        }

        private async Task<string?> WaitAsync()
        {
            await _host.WaitForShutdownAsync(CancellationToken.None);
            return null;
        }
    }
}
