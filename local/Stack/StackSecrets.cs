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

    // Of those that are made; what signs with them needs 32 characters.
    private const int LeastLength = 32;

    /// <summary>
    /// What parts of a stack that are started one by one know each other by, published like the key of the Cosmos DB
    /// emulator: they protect nothing, and open nothing but a stand-in that listens on this machine's loopback.
    /// </summary>
    public static StackSecrets Documented { get; } = new(
        JwtSecret: "fixia-local-jwt-secret-not-a-secret-0000",
        ProducerKey: "fixia-local-producer-key",
        SystemKey: "fixia-local-system-key",
        WebPubSubAccessKey: "fixia-local-web-pubsub-access-key-not-a-secret-0");

    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    /// <exception cref="IOException">The file can't be read or written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file or the directory belongs to somebody else.</exception>
    public static async Task<StackSecrets> LoadOrCreateAsync(string dataDirectory, CancellationToken cancellationToken)
    {
        var path = Path.Combine(dataDirectory, FileName);
        if (File.Exists(path))
        {
            PrivateFiles.Protect(path);
            return await LoadAsync(path, cancellationToken);
        }

        var secrets = new StackSecrets(NewSecret(), NewSecret(), NewSecret(), NewSecret());

        // Renamed into place, so that a stack that is killed here leaves no half a file.
        var draft = path + ".new";
        await using (var file = PrivateFiles.Create(draft))
        {
            await JsonSerializer.SerializeAsync(file, secrets, SecretsJson.Default.StackSecrets, cancellationToken);
        }

        File.Move(draft, path, overwrite: true);
        return secrets;
    }

    private static async Task<StackSecrets> LoadAsync(string path, CancellationToken cancellationToken)
    {
        StackSecrets? secrets = null;
        try
        {
            await using var stored = File.OpenRead(path);
            secrets = await JsonSerializer.DeserializeAsync(stored, SecretsJson.Default.StackSecrets, cancellationToken);
        }
        catch (JsonException)
        {
            // Said below; what the parser says could quote the file.
        }

        string?[] all = secrets is null ? [null] : [secrets.JwtSecret, secrets.ProducerKey, secrets.SystemKey, secrets.WebPubSubAccessKey];
        return all.All(secret => secret?.Length >= LeastLength)
            ? secrets!
            : throw new InvalidDataException(
                $"{path} is damaged: it needs four secrets of at least {LeastLength} characters. Delete it to have new ones made; tokens that were given out end with it.");
    }

    private static string NewSecret() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    [JsonSerializable(typeof(StackSecrets))]
    private sealed partial class SecretsJson : JsonSerializerContext;
}
