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
        .SelectMany(named => named.KeyHashes, (named, hash) => (Hash: hash, Producer: new Producer(named.Name, named.Rights.Select(ProducerOptions.RightOf).OfType<ProducerRight>().ToHashSet())))
        .ToFrozenDictionary(one => one.Hash, one => one.Producer, StringComparer.OrdinalIgnoreCase);

    /// <summary>Who gives a key; null when nobody may call with it.</summary>
    /// <param name="key">The key; null when the caller gave none. An empty one is no key, but one that was lost.</param>
    public Producer? Find(string? key) => key is null
        ? options.Value.Required ? null : Producer.Unnamed
        : byHash.GetValueOrDefault(Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key))));
}
