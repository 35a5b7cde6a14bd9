using System.Text.Json;
using Fixia.Shared.Notifications;

namespace Fixia.Shared.Inboxes;

/// <summary>Bounds a page by what its notifications weigh on the wire, where JSON spells a character beyond ASCII in six bytes.</summary>
internal sealed class PageBudget(int bytes)
{
    /// <summary>The names of the members, the times and the punctuation, at most.</summary>
    private const int FrameBytes = 512;

    /// <summary>The same of a button, or of what was pressed.</summary>
    private const int ActionBytes = 64;

    private int rest = bytes;

    /// <summary>Takes a notification onto the page, if there is room.</summary>
    public bool TryTake(Notification notification)
    {
        var size = FrameBytes
            + Measure(notification.Id) + Measure(notification.UserId) + Measure(notification.Type)
            + Measure(notification.Title) + Measure(notification.Message) + Measure(notification.ActionUrl ?? "") + Measure(notification.GroupKey ?? "")
            + (notification.Actions ?? []).Sum(action => ActionBytes + Measure(action.Id) + Measure(action.Label))
            + (notification.Outcome is { } outcome ? ActionBytes + Measure(outcome.Action) : 0);
        if (size > rest)
        {
            return false;
        }

        rest -= size;
        return true;
    }

    private static int Measure(string text) => JsonEncodedText.Encode(text).EncodedUtf8Bytes.Length;
}
