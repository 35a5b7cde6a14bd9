using Microsoft.Extensions.Configuration;

namespace Fixia.Functions;

/// <summary>What has to be true of the app settings before anything is made of them.</summary>
internal static class AppSettings
{
    private static readonly string[] References = ["@Microsoft.KeyVault(", "@Microsoft.AppConfiguration("];

    /// <summary>
    /// Refuses settings that are still the reference which the platform was to replace: it leaves the text as it is when a
    /// secret can't be read, and a JWT secret that anybody can write down would be taken for a strong one
    /// (https://learn.microsoft.com/azure/app-service/app-service-key-vault-references).
    /// </summary>
    /// <exception cref="InvalidOperationException">There is one; the message names the setting, not its value.</exception>
    public static void RequireResolved(IConfiguration configuration)
    {
        foreach (var (key, value) in configuration.AsEnumerable())
        {
            if (References.Any(reference => value?.TrimStart().StartsWith(reference, StringComparison.OrdinalIgnoreCase) is true))
            {
                throw new InvalidOperationException(
                    $"The app setting {key.Replace(":", "__", StringComparison.Ordinal)} is a reference that was not resolved: the secret is missing, or the app may not read it.");
            }
        }
    }
}
