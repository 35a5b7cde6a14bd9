using Fixia.Shared.Notifications;
using Fixia.Shared.Producers;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Fixia.Shared.Tests.Producers;

public sealed class ContentRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly ContentRules Rules = new(
        new LinkRules(Options.Create(new LinkOptions { ActionHosts = ["fixia.app"] })), new FakeTimeProvider(Now));

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
        Rules.Check(Good with { ActionUrl = actionUrl });
    }

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("//evil.test/x")]
    [InlineData("/\\evil.test")]
    [InlineData("http://fixia.app/")]
    [InlineData("https://user:password@fixia.app/")]
    [InlineData("https://other.test/")]
    [InlineData("https://fixia.app.evil.test/")]
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
        Refuses(Good with { Title = new string('t', ContentLimits.Title + 1) }, "title");
        Refuses(Good with { Message = null }, "message");
        Refuses(Good with { Message = new string('m', ContentLimits.Message + 1) }, "message");
        Refuses(Good with { Type = "slug\n" }, "type");
        Refuses(Good with { Priority = "urgent" }, "priority");
        Refuses(Good with { ExpiresAt = Now }, "expires_at");
        Refuses(Good with { ExpiresAt = Now.AddYears(20) }, "expires_at");
    }

    [Fact]
    public void An_announcement_follows_the_same_rules_and_lives_at_most_90_days()
    {
        var good = new AnnouncementRequest { Type = "system", Title = "Mantenimiento", Message = "Hoy a las 23 h" };
        Rules.Check(good with { ExpiresAt = Now.AddDays(90) });
        Assert.Equal("title", Assert.Throws<InvalidRequestException>(() => Rules.Check(good with { Title = null })).Member);
        Assert.Equal("expires_at", Assert.Throws<InvalidRequestException>(() => Rules.Check(good with { ExpiresAt = Now.AddDays(91) })).Member);
    }

    private static void Refuses(NotificationRequest request, string member) =>
        Assert.Equal(member, Assert.Throws<InvalidRequestException>(() => Rules.Check(request)).Member);
}
