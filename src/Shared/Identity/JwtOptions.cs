using System.ComponentModel.DataAnnotations;
using System.Text;

namespace Fixia.Shared.Identity;

/// <summary>The app settings <c>Jwt__*</c>: how the app's own tokens are recognised.</summary>
public sealed class JwtOptions : IValidatableObject
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Jwt";

    /// <summary>Fewest bytes of the secret: an HMAC key shorter than its hash weakens it (RFC 7518 section 3.2).</summary>
    public const int MinSecretBytes = 32;

    /// <summary>The HS256 secret that the app signs its tokens with, as UTF-8.</summary>
    public string Secret { get; set; } = "";

    /// <summary>The <c>iss</c> that tokens must carry.</summary>
    [Required]
    public string Issuer { get; set; } = "";

    /// <summary>The <c>aud</c> that tokens must carry.</summary>
    [Required]
    public string Audience { get; set; } = "";

    /// <summary>How far the clocks of issuer and app may differ; 60 s at most, and unless set.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00", ConvertValueInInvariantCulture = true)]
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromSeconds(60);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Encoding.UTF8.GetByteCount(Secret) < MinSecretBytes)
        {
            yield return new ValidationResult($"Jwt__Secret must have at least {MinSecretBytes} bytes.", [nameof(Secret)]);
        }
    }
}
