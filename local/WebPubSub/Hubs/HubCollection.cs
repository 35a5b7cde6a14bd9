using System.Collections.Concurrent;

namespace Fixia.Local.WebPubSub.Hubs;

/// <summary>All hubs by name. A hub exists as soon as it is named; names differ by more than case.</summary>
internal sealed class HubCollection(WebPubSubLimits limits)
{
    private readonly ConcurrentDictionary<string, Hub> _hubs = new(StringComparer.OrdinalIgnoreCase);

    public IEnumerable<Hub> All => _hubs.Values;

    public Hub Get(string name) => _hubs.GetOrAdd(
        name, static (key, max) => new Hub(key.ToLowerInvariant(), max), limits.MaxGroupsPerConnection);
}
