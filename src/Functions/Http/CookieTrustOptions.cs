using System.ComponentModel.DataAnnotations;

namespace Fixia.Functions.Http;

/// <summary>The app settings <c>Cookie__*</c>: whose pages may use the cookie that carries the user's token.</summary>
public sealed class CookieTrustOptions : IValidatableObject
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Cookie";

    /// <summary>
    /// The origins besides the app's own, exactly as browsers send them: <c>https://app.example</c>. None unless set; a
    /// sibling of the app's domain needs to be named like any other site.
    /// </summary>
    public IList<string> TrustedOrigins { get; } = [];

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        TrustedOrigins.Where(origin => !IsOrigin(origin)).Select(origin => new ValidationResult(
            $"{Section}__TrustedOrigins: '{origin}' is no origin; scheme, host and port are all that it may have.", [nameof(TrustedOrigins)]));

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.GetLeftPart(UriPartial.Authority) == text && url.Scheme is "http" or "https";
}
