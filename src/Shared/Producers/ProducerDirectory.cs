using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace Fixia.Shared.Producers;

/// <summary>Knows producers by their keys.</summary>
public sealed class ProducerDirectory(IOptions<ProducerOptions> options)
{
    /// <summary>
    /// By the hash of a key: what a look-up tells by its time is the beginning of a hash, from which nobody gets to a key.
    /// </summary>
    private readonly FrozenDictionary<string, Producer> byHash = options.Value.Named
        .SelectMany(named => named.KeyHashes, (named, hash) => (Hash: hash, Producer: new Producer(named.Name, named.Rights.ToHashSet())))
        .ToFrozenDictionary(one => one.Hash, one => one.Producer, StringComparer.OrdinalIgnoreCase);

    /// <summary>Who gives a key; null when nobody may call with it.</summary>
    /// <param name="key">The key; null or empty when the caller gave none.</param>
    public Producer? Find(string? key) => string.IsNullOrEmpty(key)
        ? options.Value.Required ? null : Producer.Unnamed
        : byHash.GetValueOrDefault(Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key))));
}
