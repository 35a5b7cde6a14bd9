using Fixia.Local.Cosmos.Storage;

namespace Fixia.Local.Cosmos.Query;

/// <summary>The sort keys from <paramref name="From"/> up to, but without, <paramref name="To"/>.</summary>
internal readonly record struct KeyRange(byte[] From, byte[] To)
{
    public bool IsEmpty => From.AsSpan().SequenceCompareTo(To) >= 0;

    /// <summary>Whether the range holds exactly one key: undefined, null, false and true have no other of their type.</summary>
    public bool IsPoint => From is [<= SortKey.TrueTag] && To is [var next] ? next == From[0] + 1
        : To.Length == From.Length + 1 && To[^1] == 0 && To.AsSpan(0, From.Length).SequenceEqual(From);
}
