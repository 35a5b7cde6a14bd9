using Fixia.Shared.Notifications;

namespace Fixia.Shared.Tests.Notifications;

public sealed class NotificationRequestTests
{
    private static readonly NotificationRequest Good = new()
    {
        UserIds = ["ana"],
        Type = "proposal",
        Title = "Nueva propuesta",
        Message = "Ana te ha enviado una propuesta",
    };

    [Theory]
    [InlineData(null)]
    [InlineData("/jobs/7")]
    [InlineData("/jobs?id=7#offer")]
    [InlineData("https://fixia.app/jobs/7")]
    public void A_good_request_passes(string? actionUrl)
    {
        (Good with { ActionUrl = actionUrl }).Validate();
    }

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("//evil.test/x")]
    [InlineData("/\\evil.test")]
    [InlineData("http://fixia.app/")]
    [InlineData("https://user:password@fixia.app/")]
    [InlineData("https://")]
    [InlineData("jobs/7")]
    [InlineData("")]
    [InlineData("/a b")]
    [InlineData("/\tevil")]
    public void An_action_url_that_could_mislead_is_refused(string actionUrl)
    {
        Refuses(Good with { ActionUrl = actionUrl }, "action_url");
    }

    [Fact]
    public void Each_rule_names_its_member()
    {
        Refuses(Good with { UserIds = null }, "user_ids");
        Refuses(Good with { UserIds = [] }, "user_ids");
        Refuses(Good with { UserIds = [.. Enumerable.Range(0, 1001).Select(i => $"u{i}")] }, "user_ids");
        Refuses(Good with { UserIds = ["ana", ""] }, "user_ids[1]");
        Refuses(Good with { Type = null }, "type");
        Refuses(Good with { Type = "Not A Slug" }, "type");
        Refuses(Good with { Title = "" }, "title");
        Refuses(Good with { Title = new string('t', NotificationRequest.MaxTitleLength + 1) }, "title");
        Refuses(Good with { Message = null }, "message");
        Refuses(Good with { Message = new string('m', NotificationRequest.MaxMessageLength + 1) }, "message");
        Refuses(Good with { Priority = "urgent" }, "priority");
    }

    private static void Refuses(NotificationRequest request, string member) =>
        Assert.Equal(member, Assert.Throws<InvalidRequestException>(request.Validate).Member);
}
