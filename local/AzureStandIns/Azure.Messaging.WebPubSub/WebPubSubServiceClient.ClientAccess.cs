using System.Globalization;
using System.Text.Json;
using Azure.Core;
using Azure.Messaging.WebPubSub.Internal;

namespace Azure.Messaging.WebPubSub;

/// <content>
/// URLs for web clients. With an access key the token is signed here; with Microsoft Entra ID the service makes it (<c>:generateToken</c>).
/// </content>
public partial class WebPubSubServiceClient
{
    private static readonly TimeSpan DefaultClientTokenLifetime = TimeSpan.FromHours(1);

    public virtual Uri GetClientAccessUri(
        DateTimeOffset expiresAt,
        string? userId = null,
        IEnumerable<string>? roles = null,
        IEnumerable<string>? groups = null,
        WebPubSubClientProtocol clientProtocol = WebPubSubClientProtocol.Default,
        CancellationToken cancellationToken = default) =>
        MakeClientAccessUri(expiresAt, userId, roles, groups, clientProtocol, cancellationToken);

    public virtual Uri GetClientAccessUri(
        DateTimeOffset expiresAt, string? userId, IEnumerable<string>? roles, IEnumerable<string>? groups, CancellationToken cancellationToken) =>
        MakeClientAccessUri(expiresAt, userId, roles, groups, WebPubSubClientProtocol.Default, cancellationToken);

    public virtual Uri GetClientAccessUri(
        DateTimeOffset expiresAt, string? userId, IEnumerable<string>? roles, CancellationToken cancellationToken) =>
        MakeClientAccessUri(expiresAt, userId, roles, groups: null, WebPubSubClientProtocol.Default, cancellationToken);

    public virtual Task<Uri> GetClientAccessUriAsync(
        DateTimeOffset expiresAt,
        string? userId = null,
        IEnumerable<string>? roles = null,
        IEnumerable<string>? groups = null,
        WebPubSubClientProtocol clientProtocol = WebPubSubClientProtocol.Default,
        CancellationToken cancellationToken = default) =>
        MakeClientAccessUriAsync(expiresAt, userId, roles, groups, clientProtocol, cancellationToken);

    public virtual Task<Uri> GetClientAccessUriAsync(
        DateTimeOffset expiresAt, string? userId, IEnumerable<string>? roles, IEnumerable<string>? groups, CancellationToken cancellationToken) =>
        MakeClientAccessUriAsync(expiresAt, userId, roles, groups, WebPubSubClientProtocol.Default, cancellationToken);

    public virtual Task<Uri> GetClientAccessUriAsync(
        DateTimeOffset expiresAt, string? userId, IEnumerable<string>? roles, CancellationToken cancellationToken) =>
        MakeClientAccessUriAsync(expiresAt, userId, roles, groups: null, WebPubSubClientProtocol.Default, cancellationToken);

    public virtual Uri GetClientAccessUri(
        TimeSpan expiresAfter = default,
        string? userId = null,
        IEnumerable<string>? roles = null,
        IEnumerable<string>? groups = null,
        WebPubSubClientProtocol clientProtocol = WebPubSubClientProtocol.Default,
        CancellationToken cancellationToken = default) =>
        MakeClientAccessUri(After(expiresAfter), userId, roles, groups, clientProtocol, cancellationToken);

    public virtual Uri GetClientAccessUri(
        TimeSpan expiresAfter, string? userId, IEnumerable<string>? roles, IEnumerable<string>? groups, CancellationToken cancellationToken) =>
        MakeClientAccessUri(After(expiresAfter), userId, roles, groups, WebPubSubClientProtocol.Default, cancellationToken);

    public virtual Uri GetClientAccessUri(
        TimeSpan expiresAfter, string? userId, IEnumerable<string>? roles, CancellationToken cancellationToken) =>
        MakeClientAccessUri(After(expiresAfter), userId, roles, groups: null, WebPubSubClientProtocol.Default, cancellationToken);

    public virtual Task<Uri> GetClientAccessUriAsync(
        TimeSpan expiresAfter = default,
        string? userId = null,
        IEnumerable<string>? roles = null,
        IEnumerable<string>? groups = null,
        WebPubSubClientProtocol clientProtocol = WebPubSubClientProtocol.Default,
        CancellationToken cancellationToken = default) =>
        MakeClientAccessUriAsync(After(expiresAfter), userId, roles, groups, clientProtocol, cancellationToken);

    public virtual Task<Uri> GetClientAccessUriAsync(
        TimeSpan expiresAfter, string? userId, IEnumerable<string>? roles, IEnumerable<string>? groups, CancellationToken cancellationToken) =>
        MakeClientAccessUriAsync(After(expiresAfter), userId, roles, groups, WebPubSubClientProtocol.Default, cancellationToken);

    public virtual Task<Uri> GetClientAccessUriAsync(
        TimeSpan expiresAfter, string? userId, IEnumerable<string>? roles, CancellationToken cancellationToken) =>
        MakeClientAccessUriAsync(After(expiresAfter), userId, roles, groups: null, WebPubSubClientProtocol.Default, cancellationToken);

    private static DateTimeOffset After(TimeSpan lifetime)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lifetime, TimeSpan.Zero);
        return DateTimeOffset.UtcNow + (lifetime == default ? DefaultClientTokenLifetime : lifetime);
    }

    private Uri MakeClientAccessUri(
        DateTimeOffset expiresAt, string? userId, IEnumerable<string>? roles, IEnumerable<string>? groups,
        WebPubSubClientProtocol protocol, CancellationToken cancellationToken)
    {
        if (_keyCredential is not null)
        {
            return SignClientAccessUri(_keyCredential, expiresAt, userId, roles, groups, protocol);
        }

        var context = new RequestContext { CancellationToken = cancellationToken };
        return ReadClientAccessUri(Send(GenerateTokenMessage(expiresAt, userId, roles, groups, protocol, context), context), protocol);
    }

    private async Task<Uri> MakeClientAccessUriAsync(
        DateTimeOffset expiresAt, string? userId, IEnumerable<string>? roles, IEnumerable<string>? groups,
        WebPubSubClientProtocol protocol, CancellationToken cancellationToken)
    {
        if (_keyCredential is not null)
        {
            return SignClientAccessUri(_keyCredential, expiresAt, userId, roles, groups, protocol);
        }

        var context = new RequestContext { CancellationToken = cancellationToken };
        var message = GenerateTokenMessage(expiresAt, userId, roles, groups, protocol, context);
        return ReadClientAccessUri(await SendAsync(message, context).ConfigureAwait(false), protocol);
    }

    private Uri SignClientAccessUri(
        AzureKeyCredential credential, DateTimeOffset expiresAt, string? userId, IEnumerable<string>? roles,
        IEnumerable<string>? groups, WebPubSubClientProtocol protocol)
    {
        RequireSupported(protocol);
        var audience = ClientEndpoint(protocol).AbsoluteUri;
        return ClientAccessUri(AccessKeyToken.Sign(credential.Key, audience, expiresAt, userId, roles, groups), protocol);
    }

    private HttpMessage GenerateTokenMessage(
        DateTimeOffset expiresAt, string? userId, IEnumerable<string>? roles, IEnumerable<string>? groups,
        WebPubSubClientProtocol protocol, RequestContext context)
    {
        RequireSupported(protocol);
        var minutes = Math.Max((int)(expiresAt - DateTimeOffset.UtcNow).TotalMinutes, 1);
        var message = CreateMessage(
            RequestMethod.Post, "/:generateToken", Ok, context,
            ("userId", userId),
            ("minutesToExpire", minutes.ToString(CultureInfo.InvariantCulture)),
            ("clientProtocol", protocol == WebPubSubClientProtocol.Default ? null : protocol.ToString().ToLowerInvariant()));
        return WithEach(WithEach(message, "role", roles), "group", groups);
    }

    private Uri ReadClientAccessUri(Response response, WebPubSubClientProtocol protocol)
    {
        using var document = JsonDocument.Parse(response.Content);
        var token = document.RootElement.GetProperty("token").GetString();
        return ClientAccessUri(token ?? throw new JsonException("The service answered without a token."), protocol);
    }

    private Uri ClientAccessUri(string token, WebPubSubClientProtocol protocol)
    {
        var uri = new UriBuilder(ClientEndpoint(protocol)) { Query = $"access_token={token}" };
        uri.Scheme = uri.Scheme == Uri.UriSchemeHttp ? Uri.UriSchemeWs : Uri.UriSchemeWss;
        return uri.Uri;
    }

    private Uri ClientEndpoint(WebPubSubClientProtocol protocol) => new($"{Endpoint.AbsoluteUri.TrimEnd('/')}/{protocol switch
    {
        WebPubSubClientProtocol.Default => "client",
        WebPubSubClientProtocol.Mqtt => "clients/mqtt",
        WebPubSubClientProtocol.SocketIO => "clients/socketio",
        _ => throw new ArgumentOutOfRangeException(nameof(protocol), protocol, "There is no such client protocol."),
    }}/hubs/{Hub}");

    private void RequireSupported(WebPubSubClientProtocol protocol)
    {
        if (protocol == WebPubSubClientProtocol.Mqtt && _options.Version < WebPubSubServiceClientOptions.ServiceVersion.V2024_01_01)
        {
            throw new NotSupportedException($"MQTT clients need service version 2024-01-01 or later; this client speaks {_options.ApiVersion}.");
        }
    }
}
