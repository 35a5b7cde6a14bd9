using Fixia.Local.WebPubSub.Clients;

namespace Fixia.Local.WebPubSub.Rest.Filters;

/// <summary>A condition on connections: reference-odata-filter.</summary>
internal sealed class ConnectionFilter
{
    private readonly Func<ClientConnection, bool> _matches;

    private ConnectionFilter(Func<ClientConnection, bool> matches) => _matches = matches;

    /// <summary>Reads a filter; none at all is null.</summary>
    /// <exception cref="RestException">It does not follow the grammar, or its types do not fit.</exception>
    public static ConnectionFilter? Read(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        try
        {
            return new ConnectionFilter(new FilterParser(text).Parse());
        }
        catch (FilterException error)
        {
            throw RestException.BadRequest(error.Message, "filter");
        }
    }

    /// <summary>Whether a connection matches. Its groups are read, so the caller holds the hub's lock.</summary>
    public bool Matches(ClientConnection connection) => _matches(connection);
}
