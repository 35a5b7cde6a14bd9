using System.ComponentModel.DataAnnotations;

namespace Fixia.Shared.Identity;

/// <summary>The app settings <c>UserLimits__*</c>: what one user may ask of one instance. Each kind has a token bucket.</summary>
public sealed class UserLimitOptions : IValidatableObject
{
    /// <summary>The configuration section.</summary>
    public const string Section = "UserLimits";

    /// <summary>Negotiate requests; every new connection needs one.</summary>
    public Bucket Negotiate { get; set; } = new() { Burst = 120, PerSecond = 2 };

    /// <summary>Every other HTTP request with the user's token.</summary>
    public Bucket Http { get; set; } = new() { Burst = 600, PerSecond = 60 };

    /// <summary>Events of all the user's sockets: pings, syncs and marks.</summary>
    public Bucket Events { get; set; } = new() { Burst = 300, PerSecond = 30 };

    /// <summary>What all the user's devices tell that they received: each becomes a document.</summary>
    public Bucket Receipts { get; set; } = new() { Burst = 60, PerSecond = 2 };

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        new[] { (nameof(Negotiate), Negotiate), (nameof(Http), Http), (nameof(Events), Events), (nameof(Receipts), Receipts) }
            .Where(limit => limit.Item2 is not { Burst: >= 1, PerSecond: >= 1 })
            .Select(limit => new ValidationResult($"{Section}__{limit.Item1}: Burst and PerSecond must be at least 1.", [limit.Item1]));

    /// <summary>A token bucket.</summary>
    public sealed class Bucket
    {
        /// <summary>How many at once; the bucket is full at first.</summary>
        public int Burst { get; set; }

        /// <summary>How many of them come back each second.</summary>
        public int PerSecond { get; set; }
    }
}
