using System.ComponentModel.DataAnnotations;

namespace Fixia.Shared.Batches;

/// <summary>How fast large sends go out: the section <c>Batches</c>.</summary>
public sealed class BatchOptions
{
    /// <summary>The section.</summary>
    public const string Section = "Batches";

    /// <summary>
    /// How many users a second one batch addresses at most. It bounds what a batch takes from everybody else: each user costs
    /// some 7 RU to store and 2 to push.
    /// </summary>
    [Range(1, 100_000)]
    public int UsersPerSecond { get; set; } = 1000;
}
