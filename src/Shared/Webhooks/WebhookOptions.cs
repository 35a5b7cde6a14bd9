using System.ComponentModel.DataAnnotations;

namespace Fixia.Shared.Webhooks;

/// <summary>The app settings <c>Webhooks__*</c>: where producers hear what users did.</summary>
public sealed class WebhookOptions : IValidatableObject
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Webhooks";

    /// <summary>The endpoints, one a producer at most. A producer without one is told nothing.</summary>
    public IList<Endpoint> Endpoints { get; } = [];

    /// <summary>How long an endpoint may take to answer; 10 s unless set.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00", ConvertValueInInvariantCulture = true)]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        for (var i = 0; i < Endpoints.Count; i++)
        {
            if (!IsUrl(Endpoints[i].Url))
            {
                yield return new ValidationResult($"{Section}__Endpoints__{i}__Url must be an https URL without a user, or http on this machine.", [nameof(Endpoints)]);
            }

            if (Endpoints[i].Secrets.Count == 0 || !Endpoints[i].Secrets.All(secret => WebhookSignature.TryReadKey(secret, out _)))
            {
                yield return new ValidationResult($"{Section}__Endpoints__{i}__Secrets needs secrets of {WebhookSignature.Rule}", [nameof(Endpoints)]);
            }
        }

        if (Endpoints.GroupBy(endpoint => endpoint.Producer, StringComparer.Ordinal).Any(same => same.Count() > 1))
        {
            yield return new ValidationResult($"{Section}__Endpoints names a producer twice.", [nameof(Endpoints)]);
        }
    }

    private static bool IsUrl(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url)
        && url.UserInfo.Length == 0
        && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback));

    /// <summary>Where one producer is told.</summary>
    public sealed class Endpoint
    {
        /// <summary>The name of the producer; empty for who has none.</summary>
        public string Producer { get; set; } = "";

        /// <summary>Where to post.</summary>
        public string Url { get; set; } = "";

        /// <summary>What signs, each a signature of its own: two of them while the producer moves from one to the other.</summary>
        public IList<string> Secrets { get; } = [];
    }
}
