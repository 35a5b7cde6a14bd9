using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Fixia.Shared.Data;

namespace Fixia.Shared.Preferences;

/// <summary>The one document of a user in the container <c>preferences</c>.</summary>
public sealed record UserPreferences : PreferenceSettings
{
    /// <summary>The id of the document in every user's partition; a user id itself may hold characters that an id may not.</summary>
    public const string DocumentId = "preferences";

    /// <summary>Begins an empty one.</summary>
    public UserPreferences()
    {
    }

    /// <summary>Begins one that says what <paramref name="settings"/> say.</summary>
    [SetsRequiredMembers]
    public UserPreferences(string userId, PreferenceSettings settings)
        : base(settings) => UserId = userId;

    /// <summary>Always <see cref="DocumentId"/>.</summary>
    [JsonPropertyName("id")]
    public string Id { get; init; } = DocumentId;

    /// <summary>The user, and the partition key.</summary>
    [JsonPropertyName("user_id")]
    public required string UserId { get; init; }

    /// <summary>The version that was read, for a conditional write; null when nothing is stored yet.</summary>
    [JsonIgnore]
    public string? ETag { get; init; }

    /// <summary>What a caller may name in a conditional change: the version, or a word for that nothing is stored yet.</summary>
    [JsonIgnore]
    public string Version => ETag?.Trim('"') ?? "none";

    /// <summary>What of the stored document could not be read, by member, and is unset here for that reason.</summary>
    [JsonIgnore]
    public IReadOnlyList<PreferenceFlaw> Flaws { get; init; } = [];

    /// <summary>
    /// Reads what is stored of a user, whoever wrote it. A member that can't be read counts as unset and is one of
    /// <see cref="Flaws"/>: it costs the user that one wish. Unknown members are of no matter.
    /// </summary>
    public static UserPreferences Read(string userId, StoredDocument stored)
    {
        var reader = new PreferencesReader(isStrict: false);
        return new UserPreferences(userId, reader.Read(stored.Json)) { ETag = stored.ETag, Flaws = reader.Flaws };
    }
}
