using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Fixia.Local.Cosmos.Protocol;

/// <summary>
/// How far a container had changed when somebody looked, in the form of the one physical partition
/// (https://learn.microsoft.com/azure/cosmos-db/how-to-manage-consistency#utilize-session-tokens).
/// </summary>
internal static class SessionToken
{
    private const string Partition = "0:-1#";

    public static string Of(long lsn) => Partition + lsn.ToString(CultureInfo.InvariantCulture);

    /// <summary>
    /// The number of the change that a read must see at least: what its session knows, if it asked for session consistency;
    /// null when it must see every answered write.
    /// </summary>
    public static long? Least(HttpRequest request) =>
        request.Headers[HeaderNames.ConsistencyLevel].ToString() is not "Session" ? null
        : request.Headers[HeaderNames.SessionToken].ToString() is var token
            && token.StartsWith(Partition, StringComparison.Ordinal)
            && long.TryParse(token.AsSpan(Partition.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var lsn) ? lsn
        : 0;
}
