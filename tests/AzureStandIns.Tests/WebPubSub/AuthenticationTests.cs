using System.Text;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Messaging.WebPubSub;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace AzureStandIns.Tests.WebPubSub;

public sealed class AuthenticationTests : ServiceClientTestBase
{
    [Fact]
    public async Task Request_token_is_signed_with_the_key_for_the_request_URL_and_lives_five_minutes()
    {
        await Client.SendToUserAsync("a b", "hello");

        var sent = Assert.Single(Server.Requests);
        var token = await ValidatedAsync(sent.BearerToken, sent.Url.AbsoluteUri);
        Assert.Equal(TimeSpan.FromMinutes(5), token.ValidTo - token.IssuedAt);
    }

    [Fact]
    public async Task Request_through_a_proxy_keeps_the_service_URL_as_its_audience()
    {
        var options = Impatient(new WebPubSubServiceClientOptions { ReverseProxyEndpoint = Server.Endpoint });
        var client = new WebPubSubServiceClient(new Uri("https://demo.webpubsub.azure.com"), Hub, new AzureKeyCredential(AccessKey), options);

        await client.SendToUserAsync("u", "hello");

        var sent = Assert.Single(Server.Requests);
        await ValidatedAsync(sent.BearerToken, $"https://demo.webpubsub.azure.com{sent.PathAndQuery}");
    }

    [Fact]
    public async Task Client_URL_carries_user_roles_groups_and_expiry()
    {
        var expiresAt = DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds()).AddMinutes(5);

        var uri = await Client.GetClientAccessUriAsync(
            expiresAt, "user-1", ["webpubsub.joinLeaveGroup"], ["g1", "g2"], cancellationToken: Cancellation);

        Assert.StartsWith($"ws://127.0.0.1:{Server.Endpoint.Port}/client/hubs/{Hub}?access_token=", uri.AbsoluteUri, StringComparison.Ordinal);
        var token = await ValidatedAsync(TokenOf(uri), $"{Server.Endpoint}client/hubs/{Hub}");
        Assert.Equal("user-1", token.Subject);
        Assert.Equal(["webpubsub.joinLeaveGroup"], Claims(token, "role"));
        Assert.Equal(["g1", "g2"], Claims(token, "webpubsub.group"));
        Assert.Equal(expiresAt.UtcDateTime, token.ValidTo);
        Assert.Empty(Server.Requests);
    }

    [Fact]
    public async Task Client_URL_without_user_roles_and_groups_claims_none_and_lives_an_hour()
    {
        var token = await ValidatedAsync(TokenOf(Client.GetClientAccessUri(cancellationToken: Cancellation)), $"{Server.Endpoint}client/hubs/{Hub}");

        Assert.Equal(["aud", "exp", "iat", "nbf"], token.Claims.Select(claim => claim.Type).Order());
        Assert.Equal(TimeSpan.FromHours(1), token.ValidTo - token.IssuedAt);
    }

    [Theory]
    [InlineData(WebPubSubClientProtocol.Default, "client/hubs")]
    [InlineData(WebPubSubClientProtocol.Mqtt, "clients/mqtt/hubs")]
    [InlineData(WebPubSubClientProtocol.SocketIO, "clients/socketio/hubs")]
    public void Client_URL_of_a_secure_endpoint_is_secure_and_follows_the_protocol(WebPubSubClientProtocol protocol, string path)
    {
        var client = new WebPubSubServiceClient($"Endpoint=https://demo.webpubsub.azure.com;AccessKey={AccessKey};Version=1.0;", Hub);

        var uri = client.GetClientAccessUri(TimeSpan.FromMinutes(1), clientProtocol: protocol, cancellationToken: Cancellation);

        Assert.Equal($"wss://demo.webpubsub.azure.com/{path}/{Hub}", uri.GetLeftPart(UriPartial.Path));
    }

    [Fact]
    public async Task With_an_identity_the_service_makes_the_client_token()
    {
        Server.NextAnswer(200, """{"token":"made-by-the-service"}""");
        using var toTestServer = new ToTestServer(Server.Endpoint);
        using var http = new HttpClient(toTestServer);
        var options = Impatient(new WebPubSubServiceClientOptions { Transport = new HttpClientTransport(http) });
        var credential = new FixedCredential();
        var client = new WebPubSubServiceClient(new Uri("https://demo.webpubsub.azure.com"), Hub, credential, options);

        var uri = await client.GetClientAccessUriAsync(TimeSpan.FromMinutes(10), "u", ["r1", "r2"], ["g1"], cancellationToken: Cancellation);

        Assert.Equal($"wss://demo.webpubsub.azure.com/client/hubs/{Hub}?access_token=made-by-the-service", uri.AbsoluteUri);
        var sent = Assert.Single(Server.Requests);
        Assert.Equal(("POST", $"/api/hubs/{Hub}/:generateToken"), (sent.Method, sent.Url.AbsolutePath));
        Assert.Equal("entra-token", sent.BearerToken);
        Assert.Equal(["https://webpubsub.azure.com/.default"], credential.Scopes);
        Assert.All(["userId=u", "role=r1", "role=r2", "group=g1"], part => Assert.Contains(part, sent.Url.Query.TrimStart('?').Split('&')));
        Assert.Matches("minutesToExpire=(9|10)(&|$)", sent.Url.Query);
    }

    [Theory]
    [InlineData("AccessKey=k;Version=1.0;")]
    [InlineData("Endpoint=http://localhost;Version=1.0;")]
    [InlineData("Endpoint=http://localhost;AccessKey=k;Port=none;")]
    [InlineData("Endpoint=http://localhost;AccessKey=k;AccessKey=l;")]
    public void Connection_string_that_is_no_good_is_refused_without_repeating_the_key(string connectionString)
    {
        var refusal = Assert.Throws<ArgumentException>(() => new WebPubSubServiceClient(connectionString, Hub));

        Assert.DoesNotContain("=k", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Connection_string_can_name_the_port_apart_and_its_key_may_hold_equals_signs()
    {
        var client = new WebPubSubServiceClient("endpoint=http://localhost/;ACCESSKEY=abc==;Port=8080;Version=1.0;", Hub);

        Assert.Equal(new Uri("http://localhost:8080/"), client.Endpoint);
        Assert.Equal(Hub, client.Hub);
    }

    private static async Task<JsonWebToken> ValidatedAsync(string token, string audience)
    {
        var result = await new JsonWebTokenHandler().ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidAudience = audience,
            ValidateIssuer = false,
            ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
            IssuerSigningKey = new SymmetricSecurityKey(Encoding.UTF8.GetBytes(AccessKey)),
        });
        Assert.True(result.IsValid, result.Exception?.Message);
        return (JsonWebToken)result.SecurityToken;
    }

    private static string TokenOf(Uri uri) => uri.Query["?access_token=".Length..];

    private static IEnumerable<string> Claims(JsonWebToken token, string type) =>
        token.Claims.Where(claim => claim.Type == type).Select(claim => claim.Value);

    private sealed class FixedCredential : TokenCredential
    {
        public string[] Scopes { get; private set; } = [];

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            Scopes = requestContext.Scopes;
            return new AccessToken("entra-token", DateTimeOffset.UtcNow.AddHours(1));
        }

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new(GetToken(requestContext, cancellationToken));
    }

    /// <summary>Takes requests to an https endpoint, which identities demand, to the test server.</summary>
    private sealed class ToTestServer(Uri server) : DelegatingHandler(new HttpClientHandler())
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.RequestUri = new Uri(server, request.RequestUri!.PathAndQuery);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
