namespace Fixia.Shared.Receipts;

/// <summary>Whether devices tell what they received.</summary>
public sealed class ReceiptOptions
{
    /// <summary>The section of the app settings: <c>Receipts__Enabled</c>.</summary>
    public const string Section = "Receipts";

    /// <summary>
    /// Devices are told by negotiate, and send nothing when this is false. What older ones send all the same is accepted and not kept.
    /// A receipt of twenty notifications is one write of 6 RU.
    /// </summary>
    public bool Enabled { get; set; } = true;
}
