using System.ComponentModel.DataAnnotations;
using System.Text;

namespace Fixia.Shared.Identity;

/// <summary>
/// The app settings <c>Jwt__*</c>: how the app's own tokens are recognised. Either by secrets that are shared with the
/// API that signs, or by the keys that an identity provider publishes; never both.
/// </summary>
public sealed class JwtOptions : IValidatableObject
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Jwt";

    /// <summary>Fewest bytes of a secret: an HMAC key shorter than its hash weakens it (RFC 7518 section 3.2).</summary>
    public const int MinSecretBytes = 32;

    /// <summary>The HS256 secret that the API signs its tokens with, as UTF-8.</summary>
    public string Secret { get; set; } = "";

    /// <summary>Further secrets, each as good as <see cref="Secret"/>: the old and the new one while the API moves from one to the other.</summary>
    public IList<string> Secrets { get; } = [];

    /// <summary>
    /// The OpenID Connect issuer whose keys sign the tokens (RS256, ES256 or PS256), as the URL above its
    /// <c>/.well-known/openid-configuration</c>; https, or http on this machine.
    /// </summary>
    public string Authority { get; set; } = "";

    /// <summary>The <c>iss</c> that tokens must carry; with <see cref="Authority"/>, unless set, the one that its discovery document names.</summary>
    public string Issuer { get; set; } = "";

    /// <summary>The <c>aud</c> that tokens must carry.</summary>
    [Required]
    public string Audience { get; set; } = "";

    /// <summary>The claim that holds the user; <c>sub</c> unless set.</summary>
    [Required]
    public string UserClaim { get; set; } = "sub";

    /// <summary>How far the clocks of issuer and app may differ; 60 s at most, and unless set.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00", ConvertValueInInvariantCulture = true)]
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Every secret that is set.</summary>
    internal IEnumerable<string> AllSecrets => Secrets.Prepend(Secret).Where(secret => secret.Length > 0);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        var secrets = AllSecrets.ToList();
        if (secrets.Count == 0 == (Authority.Length == 0))
        {
            yield return new ValidationResult("Set either Jwt__Secret (or Jwt__Secrets__0 and on) or Jwt__Authority.", [nameof(Secret), nameof(Authority)]);
        }

        if (secrets.Any(secret => Encoding.UTF8.GetByteCount(secret) < MinSecretBytes))
        {
            yield return new ValidationResult($"A JWT secret must have at least {MinSecretBytes} bytes.", [nameof(Secret), nameof(Secrets)]);
        }

        if (Authority.Length == 0 && Issuer.Length == 0)
        {
            yield return new ValidationResult("Jwt__Issuer is required.", [nameof(Issuer)]);
        }

        if (Authority.Length > 0 && !IsAuthority(Authority))
        {
            yield return new ValidationResult("Jwt__Authority must be an https URL, or http on this machine.", [nameof(Authority)]);
        }
    }

    private static bool IsAuthority(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url)
        && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback));
}
