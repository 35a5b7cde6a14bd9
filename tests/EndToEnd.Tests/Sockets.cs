using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Fixia.EndToEnd.Tests;

/// <summary>Counts the WebSockets of pages, as the browser sees them.</summary>
public sealed class Sockets
{
    private readonly ConcurrentDictionary<IWebSocket, IPage> open = new();
    private int created;

    /// <summary>How many there have been.</summary>
    public int Created => Volatile.Read(ref created);

    /// <summary>How many of them are neither closed nor gone with their page.</summary>
    public int Open => open.Values.Count(page => !page.IsClosed);

    /// <summary>Counts those that the page opens from now on.</summary>
    public void Watch(IPage page) => page.WebSocket += (_, socket) =>
    {
        open[socket] = page;
        socket.Close += (_, _) => open.TryRemove(socket, out var _);
        Interlocked.Increment(ref created);
    };
}
