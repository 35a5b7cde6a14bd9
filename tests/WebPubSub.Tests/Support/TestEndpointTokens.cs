namespace WebPubSub.Tests.Support;

/// <summary>Tokens that are right but for one thing.</summary>
public sealed class TestEndpointTokens
{
    private readonly TestEndpoint _endpoint;

    internal TestEndpointTokens(TestEndpoint endpoint) => _endpoint = endpoint;

    public string Base => _endpoint.Endpoint.Endpoint.ToString();

    public string With(string? audience = null, TimeSpan? life = null, string? key = null, DateTimeOffset? now = null) =>
        _endpoint.Token("ana", audience: audience, life: life, key: key, now: now);
}
