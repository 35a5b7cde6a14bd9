namespace Fixia.Attack.Tests.Corpus;

/// <summary>A user who attacks, with everything that may be in the attacker's hands.</summary>
internal sealed record Attacker(string User, string Token, IReadOnlyList<string> OwnIds, string Cursor, string SyncCursor, AttackedStack Stack, IReadOnlyList<string> ForeignIds)
{
    /// <summary>The id of a notification: an own one, another user's, or none.</summary>
    public string Id(Random random) => random.Next(6) switch
    {
        0 or 1 => OwnIds[random.Next(OwnIds.Count)],
        2 or 3 => ForeignIds[random.Next(ForeignIds.Count)],
        4 => Guid.CreateVersion7(DateTimeOffset.UnixEpoch.AddSeconds(random.Next())).ToString(),
        _ => Odd.Text(random),
    };

    /// <summary>A cursor: one of the attacker's, of the wrong kind, damaged, or none.</summary>
    public string AnyCursor(Random random) => random.Next(5) switch
    {
        0 => Cursor,
        1 => SyncCursor,
        2 => Cursor[..random.Next(Cursor.Length)],
        3 => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{"fsx"[random.Next(3)]}:{Odd.Number(random)}:{Id(random)}")).TrimEnd('='),
        _ => Odd.Text(random),
    };
}
