using System.Globalization;

namespace Fixia.Shared.Batches;

/// <summary>Names a chunk within its batch: <c>c3</c> is critical, <c>n3</c> is not.</summary>
/// <param name="IsCritical">Whether what it holds overtakes the rest.</param>
/// <param name="Number">From 0, each kind for itself.</param>
public readonly record struct ChunkId(bool IsCritical, int Number)
{
    /// <summary>Reads what <see cref="ToString"/> wrote; null when it is something else.</summary>
    public static ChunkId? Read(string text) =>
        text is ['c' or 'n', .. var digits] && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new ChunkId(text[0] == 'c', number)
            : null;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(IsCritical ? 'c' : 'n')}{Number}");
}
