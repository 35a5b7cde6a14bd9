using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Fixia.Shared.Identity;

/// <summary>
/// What the issuer at <see cref="JwtOptions.Authority"/> publishes (OpenID Connect Discovery 1.0): read at the first token,
/// again every hour, and at once when a token is signed with a key that is not known yet.
/// </summary>
/// <remarks>
/// The ConfigurationManager of the library reads in the background when it is asked for a new key, and the first tokens of
/// that key would be refused meanwhile: whoever they belong to is taken for signed out. Here they wait.
/// </remarks>
public sealed partial class IssuerKeys(IOptions<JwtOptions> options, TimeProvider time, ILogger<IssuerKeys> logger) : IDisposable
{
    /// <summary>How long a key that the issuer has withdrawn may still be accepted.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    /// <summary>How soon unknown keys, which anybody can make up, may ask the issuer again.</summary>
    public static readonly TimeSpan MinInterval = TimeSpan.FromSeconds(30);

    /// <summary>How soon after a failure the issuer is asked again.</summary>
    public static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(5);

    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(5) };
    private readonly SemaphoreSlim gate = new(1);
    private volatile State state = new(null, DateTimeOffset.MinValue, DateTimeOffset.MinValue, null);

    /// <summary>What the issuer published last.</summary>
    /// <exception cref="IssuerUnavailableException">Nothing could be read so far.</exception>
    public Task<OpenIdConnectConfiguration> GetAsync(CancellationToken cancellationToken) => GetAsync(Lifetime, cancellationToken);

    /// <summary>The same, read anew unless that has just been done: a token names a key that is not in it.</summary>
    /// <exception cref="IssuerUnavailableException">Nothing could be read so far.</exception>
    public Task<OpenIdConnectConfiguration> RefreshAsync(CancellationToken cancellationToken) => GetAsync(MinInterval, cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        http.Dispose();
        gate.Dispose();
    }

    private async Task<OpenIdConnectConfiguration> GetAsync(TimeSpan maxAge, CancellationToken cancellationToken)
    {
        // Known keys serve on while somebody else reads; for a new key everybody waits.
        var patience = maxAge == Lifetime && state.Configuration is not null ? TimeSpan.Zero : Timeout.InfiniteTimeSpan;
        if (IsDue(maxAge) && await gate.WaitAsync(patience, cancellationToken))
        {
            try
            {
                if (IsDue(maxAge))
                {
                    await ReadAsync();
                }
            }
            finally
            {
                gate.Release();
            }
        }

        return state.Configuration ?? throw new IssuerUnavailableException(state.Failure!);
    }

    private bool IsDue(TimeSpan maxAge)
    {
        var now = time.GetUtcNow();
        var known = state;
        return now >= known.RetryAt && (known.Configuration is null || now - known.ReadAt >= maxAge);
    }

    /// <summary>Not stopped by the one caller that happens to be first: others wait for the same answer.</summary>
    private async Task ReadAsync()
    {
        try
        {
            var authority = new Uri(options.Value.Authority);
            var documents = new HttpDocumentRetriever(http) { RequireHttps = authority.Scheme == Uri.UriSchemeHttps };
            var configuration = await OpenIdConnectConfigurationRetriever.GetAsync(
                $"{authority.AbsoluteUri.TrimEnd('/')}/.well-known/openid-configuration", documents, CancellationToken.None);
            state = configuration.SigningKeys.Count > 0
                ? new State(configuration, time.GetUtcNow(), RetryAt: DateTimeOffset.MinValue, null)
                : throw new InvalidOperationException("The identity provider publishes no signing keys.");
        }
        catch (Exception e)
        {
            // Keys that are a little old are better than none.
            LogUnread(e);
            state = state with { RetryAt = time.GetUtcNow() + RetryInterval, Failure = e };
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The keys of the identity provider could not be read")]
    private partial void LogUnread(Exception exception);

    private sealed record State(OpenIdConnectConfiguration? Configuration, DateTimeOffset ReadAt, DateTimeOffset RetryAt, Exception? Failure);
}
