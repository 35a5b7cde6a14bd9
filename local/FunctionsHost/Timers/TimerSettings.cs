using Azure.Storage.Blobs;
using Fixia.Local.FunctionsHost.Invocations;
using Fixia.Local.FunctionsHost.Settings;

namespace Fixia.Local.FunctionsHost.Timers;

/// <summary>A trigger with its expressions resolved (https://learn.microsoft.com/azure/azure-functions/functions-bindings-timer).</summary>
/// <param name="Schedule">When it fires.</param>
/// <param name="RunOnStartup">Whether it fires when the host starts, too.</param>
/// <param name="UseMonitor">Whether its status is kept, so that a run that was missed is made up for.</param>
/// <param name="Container">Where the host keeps its state.</param>
/// <param name="HostId">What the app's state goes by there.</param>
internal sealed record TimerSettings(TimerSchedule Schedule, bool RunOnStartup, bool UseMonitor, BlobContainerClient Container, string HostId)
{
    // Of the API. Azurite learns new ones long after the SDK.
    private const BlobClientOptions.ServiceVersion ServiceVersion = BlobClientOptions.ServiceVersion.V2025_05_05;

    // Both limits together are less than a lease lasts: it must not end while a renewal waits for its answer.
    private static readonly TimeSpan NetworkTimeout = TimeSpan.FromSeconds(4);
    private const int MaxRetries = 1;

    /// <exception cref="InvalidOperationException">A setting or the host's storage is missing, or the schedule is none.</exception>
    /// <exception cref="NotSupportedException">The trigger asks for what this host does not do.</exception>
    public static TimerSettings Read(Function function, AppSettings settings, string appDirectory)
    {
        if (settings.Find("WEBSITE_TIME_ZONE") is not null)
        {
            throw function.Unsupported("this host runs timers in UTC, so no WEBSITE_TIME_ZONE");
        }

        var expression = settings.Resolve(function.Trigger.Text("schedule") ?? string.Empty);
        var schedule = TimerSchedule.TryParse(expression)
            ?? throw new InvalidOperationException($"Function {function.Name}: '{expression}' is neither an NCRONTAB expression nor a time span.");
        var options = new BlobClientOptions(ServiceVersion) { Retry = { MaxRetries = MaxRetries, NetworkTimeout = NetworkTimeout } };
        var container = StorageConnection.Open(
            function, settings, StorageConnection.OfHost, account => new BlobContainerClient(account, "azure-webjobs-hosts", options));
        return new TimerSettings(
            schedule,
            function.Trigger.Flag("runOnStartup"),
            function.Trigger.Flag("useMonitor", otherwise: true) && !schedule.IsFasterThanAMinute(),
            container,
            Timers.HostId.Read(settings, appDirectory));
    }

    // Named as the real host names them, so that both continue each other's.
    public BlobClient StatusBlob(Function function) => Container.GetBlobClient($"timers/{HostId}/Host.Functions.{function.Name}/status");

    public SingletonLock Lock(Function function, TimeProvider time) =>
        new(Container, $"locks/{HostId}/Host.Functions.{function.Name}.Listener", time);
}
