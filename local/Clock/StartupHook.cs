using System.Diagnostics;
using Fixia.Local.Clock;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

/// <summary>
/// Gives an app the clock that <see cref="SharedClock.FileVariable"/> names, without a line of the app's own
/// (https://github.com/dotnet/runtime/blob/main/docs/design/features/host-startup-hook.md). The runtime looks for this very
/// name and calls <see cref="Initialize"/> before the app's entry point.
/// </summary>
internal static class StartupHook
{
    /// <summary>Waits for a host to be built, and replaces the clock among its services.</summary>
    public static void Initialize()
    {
        var clock = new SharedClock(Environment.GetEnvironmentVariable(SharedClock.FileVariable)!);
        DiagnosticListener.AllListeners.Subscribe(new Listener<DiagnosticListener>(source =>
        {
            if (source.Name == "Microsoft.Extensions.Hosting")
            {
                source.Subscribe(new Listener<KeyValuePair<string, object?>>(happened =>
                {
                    if (happened is { Key: "HostBuilding", Value: IHostBuilder host })
                    {
                        host.ConfigureServices(services => services.Replace(ServiceDescriptor.Singleton<TimeProvider>(clock)));
                    }
                }));
            }
        }));
    }

    private sealed class Listener<T>(Action<T> onNext) : IObserver<T>
    {
        public void OnNext(T value) => onNext(value);

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }
    }
}
