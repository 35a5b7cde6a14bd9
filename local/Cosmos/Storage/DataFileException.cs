namespace Fixia.Local.Cosmos.Storage;

/// <summary>The data file can't be read or written. The message names it, says what is wrong with it and what to do.</summary>
internal sealed class DataFileException(string message, Exception innerException) : IOException(message, innerException)
{
    /// <summary>Whether its content is damaged: trying again is of no use.</summary>
    public bool IsDamage { get; init; }
}
