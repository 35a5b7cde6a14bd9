using System.Net.WebSockets;

namespace Fixia.Local.WebPubSub.Clients;

/// <summary>The close frame that a client sent. Without a status it is <see cref="WebSocketCloseStatus.Empty"/>.</summary>
internal sealed record ClientClose(WebSocketCloseStatus Status, string Reason);
