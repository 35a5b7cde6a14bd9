using Fixia.Shared.Notifications;
using Microsoft.Extensions.Options;

namespace Fixia.Shared.Tests.Notifications;

public sealed class LinkRulesTests
{
    private static readonly LinkRules Rules = new(Options.Create(new LinkOptions { ActionHosts = ["fixia.app", "xn--peaalta-5za.test"] }));

    [Theory]
    [InlineData("/")]
    [InlineData("/jobs//7")]
    [InlineData("/https://evil.test/")]
    [InlineData("HTTPS://FIXIA.APP/jobs/7")]
    [InlineData("https://fixia.app:8443/jobs/7")]
    [InlineData("https://peñaalta.test/")]
    public void A_path_or_a_known_host_is_safe(string url)
    {
        Assert.True(Rules.IsSafe(url));
    }

    [Theory]
    [InlineData("//")]
    [InlineData("/a\\b")]
    [InlineData("https://fixia.app\\@evil.test/")]
    [InlineData("https://fixia.app/a b")]
    [InlineData("/\0")]
    [InlineData("ftp://fixia.app/")]
    [InlineData("wss://fixia.app/")]
    [InlineData("javascript://fixia.app/%0aalert(1)")]
    [InlineData("https://ana@fixia.app/")]
    [InlineData("https://:password@fixia.app/")]
    [InlineData("https://app/")]
    [InlineData("https:fixia.app.evil.test")]
    public void Anything_else_is_not(string url)
    {
        Assert.False(Rules.IsSafe(url));
    }

    [Fact]
    public void A_link_of_full_length_is_safe_and_a_longer_one_is_not()
    {
        var longest = "/" + new string('a', ContentLimits.ActionUrl - 1);
        Assert.True(Rules.IsSafe(longest));
        Assert.False(Rules.IsSafe(longest + "a"));
    }
}
