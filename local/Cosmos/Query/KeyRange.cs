namespace Fixia.Local.Cosmos.Query;

/// <summary>The sort keys from <paramref name="From"/> up to, but without, <paramref name="To"/>.</summary>
internal readonly record struct KeyRange(byte[] From, byte[] To)
{
    public bool IsEmpty => From.AsSpan().SequenceCompareTo(To) >= 0;

    /// <summary>Whether the range holds exactly one key.</summary>
    public bool IsPoint => To.Length == From.Length + 1 && To[^1] == 0 && To.AsSpan(0, From.Length).SequenceEqual(From);
}
