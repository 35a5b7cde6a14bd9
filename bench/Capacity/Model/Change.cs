namespace Fixia.Capacity.Model;

/// <summary>A notification that was written: a new one, or one that was marked read.</summary>
/// <param name="User">Whose it is.</param>
/// <param name="StoredAt">When the producer had its answer, in seconds.</param>
/// <param name="Kind">To which figures it counts.</param>
public sealed record Change(int User, double StoredAt, ChangeKind Kind);

/// <summary>To which figures a change counts.</summary>
public enum ChangeKind
{
    /// <summary>A notification of the ordinary traffic.</summary>
    Live,

    /// <summary>One of a large send.</summary>
    Bulk,

    /// <summary>One that was marked read: nothing new for the device that did it.</summary>
    Read,
}
