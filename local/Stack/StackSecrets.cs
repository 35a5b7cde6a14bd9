using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fixia.Local.Stack;

/// <summary>
/// The secrets of one data directory, made at the first start: tokens and keys outlive a restart, and no two machines
/// share any. Or <see cref="Documented"/>.
/// </summary>
internal sealed partial record StackSecrets(string JwtSecret, string ProducerKey, string SystemKey, string WebPubSubAccessKey)
{
    private const string FileName = "secrets.json";

    /// <summary>
    /// What parts of a stack that are started one by one know each other by, published like the key of the Cosmos DB
    /// emulator: they protect nothing, and open nothing but a stand-in that listens on this machine's loopback.
    /// </summary>
    public static StackSecrets Documented { get; } = new(
        JwtSecret: "fixia-local-jwt-secret-not-a-secret-0000",
        ProducerKey: "fixia-local-producer-key",
        SystemKey: "fixia-local-system-key",
        WebPubSubAccessKey: "fixia-local-web-pubsub-access-key-not-a-secret-0");

    public static async Task<StackSecrets> LoadOrCreateAsync(string dataDirectory, CancellationToken cancellationToken)
    {
        var path = Path.Combine(dataDirectory, FileName);
        if (File.Exists(path))
        {
            await using var stored = File.OpenRead(path);
            return await JsonSerializer.DeserializeAsync(stored, SecretsJson.Default.StackSecrets, cancellationToken)
                ?? throw new InvalidDataException($"{path} holds no secrets; delete it to have new ones made.");
        }

        var secrets = new StackSecrets(NewSecret(), NewSecret(), NewSecret(), NewSecret());

        // Renamed into place, so that a stack that is killed here leaves no half a file.
        var draft = path + ".new";
        await using (var file = new FileStream(draft, PrivateFile()))
        {
            await JsonSerializer.SerializeAsync(file, secrets, SecretsJson.Default.StackSecrets, cancellationToken);
        }

        File.Move(draft, path, overwrite: true);
        return secrets;
    }

    private static string NewSecret() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    private static FileStreamOptions PrivateFile()
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }

    [JsonSerializable(typeof(StackSecrets))]
    private sealed partial class SecretsJson : JsonSerializerContext;
}
