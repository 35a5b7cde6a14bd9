using Microsoft.AspNetCore.Http;

namespace Fixia.Local.Cosmos.Protocol;

/// <summary>
/// Request headers that change what an operation does in a way that is not played here. To ignore them would give wrong
/// answers, so they are refused by name; headers that only ask for more information are ignored.
/// </summary>
internal static class UnsupportedRequests
{
    private static readonly (string Header, string Name)[] Refused =
    [
        ("x-ms-documentdb-pre-trigger-include", "A pre-trigger"),
        ("x-ms-documentdb-post-trigger-include", "A post-trigger"),
        ("x-ms-indexing-directive", "An indexing directive"),
    ];

    /// <exception cref="ServiceException">501: the request has such a header.</exception>
    public static void Check(HttpRequest request)
    {
        foreach (var (header, name) in Refused)
        {
            if (request.Headers.TryGetValue(header, out var value) && !string.Equals(value, "false", StringComparison.OrdinalIgnoreCase))
            {
                throw ServiceException.NotSupported(name);
            }
        }
    }
}
