namespace Fixia.Local.WebPubSub.Protocol;

/// <summary>What a message carries: JSON text, plain text (both UTF-8) or bytes. The bytes are never written to again.</summary>
internal sealed record MessageData(DataType Type, ReadOnlyMemory<byte> Bytes)
{
    public static MessageData Empty { get; } = new(DataType.Text, ReadOnlyMemory<byte>.Empty);

    /// <summary>What travels beside the data, if anything does.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    /// <summary>Media type of this data in CloudEvents.</summary>
    public string MediaType => Type switch
    {
        DataType.Json => "application/json",
        DataType.Text => "text/plain",
        _ => "application/octet-stream",
    };

    /// <summary>The data type that a media type stands for, or null for any other.</summary>
    public static DataType? TypeOf(string? mediaType) => mediaType?.ToLowerInvariant() switch
    {
        "application/json" => DataType.Json,
        "text/plain" => DataType.Text,
        "application/octet-stream" => DataType.Binary,
        _ => null,
    };
}
