namespace AzureStandIns.Tests.WebPubSub;

/// <summary>One request as it arrived at the <see cref="RestServer"/>.</summary>
internal sealed record RecordedRequest(string Method, Uri Url, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public string PathAndQuery => Url.PathAndQuery;

    public string BearerToken => Headers["Authorization"]["Bearer ".Length..];
}
