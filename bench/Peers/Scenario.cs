namespace Fixia.Peers;

/// <summary>What happens, the same for all systems.</summary>
internal static class Scenario
{
    /// <summary>Notifications that the user has to begin with: a full page.</summary>
    public const int History = 20;

    /// <summary>Notifications of the hour.</summary>
    public const int Notifications = 5;

    /// <summary>How many of them the user marks read.</summary>
    public const int Marks = 2;

    /// <summary>One of them.</summary>
    public static Dictionary<string, object> Notification(string user, string priority = "normal") => new()
    {
        ["user_id"] = user,
        ["user_ids"] = new[] { user },
        ["type"] = "message",
        ["priority"] = priority,
        ["title"] = "Nuevo mensaje",
        ["message"] = "Ana te ha enviado un mensaje sobre tu pedido",
        ["action_url"] = "/conversations/conv_123",
    };
}
