namespace Fixia.Shared.Producers;

/// <summary>Who calls.</summary>
/// <param name="Name">Its name; null of who has a function key alone.</param>
/// <param name="Rights">What it may do.</param>
public sealed record Producer(string? Name, IReadOnlySet<ProducerRight> Rights)
{
    /// <summary>Who has no name, and may do everything.</summary>
    public static Producer Unnamed { get; } = new(null, Enum.GetValues<ProducerRight>().ToHashSet());

    /// <summary>Whether it may look after what that producer has sent.</summary>
    public bool MaySee(string? other) => Name == other || Rights.Contains(ProducerRight.Operate);

    /// <summary>
    /// What a key of a producer's own is known by, so that keys of two producers never meet, nor with what else ids derive from. Line
    /// feeds, since no header and no path carries one.
    /// </summary>
    public static string Scope(string? producer, string key) => producer is null ? key : $"producer\n{producer}\n{key}";
}
