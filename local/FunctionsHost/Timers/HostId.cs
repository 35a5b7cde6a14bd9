using System.Globalization;
using Fixia.Local.FunctionsHost.Settings;

namespace Fixia.Local.FunctionsHost.Timers;

/// <summary>
/// What tells apart the apps that keep their state in one storage account
/// (https://learn.microsoft.com/azure/azure-functions/functions-app-settings#azurefunctionswebhost__hostid).
/// </summary>
internal static class HostId
{
    private const string Setting = "AzureFunctionsWebHost__hostid";
    private const int MaxLength = 32;

    /// <summary>The id that the settings name; else one of the machine and the app's folder, which is stable, as the real host's is.</summary>
    public static string Read(AppSettings settings, string appDirectory)
    {
        if (settings.Find(Setting) is { } id)
        {
            return id;
        }

        var machine = string.Concat(Environment.MachineName.Where(char.IsLetterOrDigit));
        var hash = Path.TrimEndingDirectorySeparator(Path.GetFullPath(appDirectory)).Aggregate(23, (sum, c) => unchecked((sum * 31) + c));
        var local = string.Create(CultureInfo.InvariantCulture, $"{machine}-{(uint)hash}").ToLowerInvariant();
        return local[..Math.Min(local.Length, MaxLength)];
    }
}
