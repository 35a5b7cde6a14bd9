using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Fixia.Shared.Data;

namespace Fixia.Shared.Notifications;

/// <summary>A button of a notification. The user presses one of them, once, on whichever device.</summary>
/// <param name="Id">What the producer calls it.</param>
/// <param name="Label">What it says.</param>
public sealed partial record NotificationAction(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("label")] string Label)
{
    /// <summary>Most buttons of a notification.</summary>
    public const int Most = 2;

    /// <summary>The longest label, in characters.</summary>
    public const int MaxLabel = 40;

    /// <summary>What a list of buttons has to be, in words that follow the name of the member.</summary>
    public const string Rule = "holds 1 or 2 of {id, label}: different ids of a-z, 0-9, '-' and '_' that begin with a letter, at most 40 long, and labels of 1 to 40 characters.";

    /// <summary>Whether a list follows the <see cref="Rule"/>.</summary>
    public static bool AreValid(IReadOnlyList<NotificationAction?> actions) =>
        actions.Count is >= 1 and <= Most
        && actions.All(action => action is { Id: not null, Label.Length: >= 1 and <= MaxLabel } && Slug().IsMatch(action.Id))
        && actions.DistinctBy(action => action!.Id, StringComparer.Ordinal).Count() == actions.Count;

    /// <summary>The buttons of a stored document; null when there are none, or any that could not be pressed.</summary>
    internal static IReadOnlyList<NotificationAction>? Read(JsonElement? list)
    {
        if (list is not { ValueKind: JsonValueKind.Array } array)
        {
            return null;
        }

        NotificationAction[] actions = [.. array.EnumerateArray().Select(Read)];
        return AreValid(actions) ? actions : null;

        static NotificationAction Read(JsonElement json)
        {
            var members = new MemberReader(json);
            return new NotificationAction(members.LenientText("id") ?? "", members.LenientText("label") ?? "");
        }
    }

    [GeneratedRegex("^[a-z][a-z0-9_-]{0,39}\\z")]
    private static partial Regex Slug();
}

/// <summary>Which button was pressed.</summary>
/// <param name="Action">The id of the button.</param>
/// <param name="At">When.</param>
public sealed record NotificationOutcome(
    [property: JsonPropertyName("action")] string Action,
    [property: JsonPropertyName("at")] DateTimeOffset At)
{
    /// <summary>Reads what is stored; null when there is none.</summary>
    internal static NotificationOutcome? Read(JsonElement? json)
    {
        var members = json is { ValueKind: JsonValueKind.Object } stored ? new MemberReader(stored) : null;
        return members?.LenientText("action") is { } action && members.LenientTime("at") is { } at ? new NotificationOutcome(action, at) : null;
    }
}
