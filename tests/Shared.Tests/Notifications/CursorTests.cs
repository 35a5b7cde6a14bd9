using System.Buffers.Text;
using System.Text;
using Fixia.Shared.Notifications;

namespace Fixia.Shared.Tests.Notifications;

public sealed class CursorTests
{
    [Theory]
    [InlineData("0198c0de-0000-7000-8000-000000000000")]
    [InlineData("an id: with, odd / characters ñ")]
    public void A_cursor_survives_its_text_form(string id)
    {
        var feed = new FeedCursor(new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero), id);
        Assert.Equal(feed, FeedCursor.Parse(feed.ToString()));
        var sync = new SyncCursor(1_767_000_000, id, 1_767_000_009);
        Assert.Equal(sync, SyncCursor.Parse(sync.ToString()));
        var between = new SyncCursor(1_767_000_000, id, 1_767_000_009, Announced: id);
        Assert.Equal(between, SyncCursor.Parse(between.ToString()));
        var unannounced = between with { Announced = "" };
        Assert.Equal(unannounced, SyncCursor.Parse(unannounced.ToString()));
        var end = new SyncCursor(1_767_000_000, "", null);
        Assert.Equal(end, SyncCursor.Parse(end.ToString()));
    }

    [Fact]
    public void A_cursor_may_name_ids_of_full_length_in_any_script()
    {
        var id = string.Concat(Enumerable.Repeat("語", 255));
        var feed = new FeedCursor(DateTimeOffset.UnixEpoch, id);
        Assert.Equal(feed, FeedCursor.Parse(feed.ToString()));
        var sync = new SyncCursor(1_767_000_000, id, 1_767_000_009, Announced: id);
        Assert.Equal(sync, SyncCursor.Parse(sync.ToString()));
    }

    [Fact]
    public void A_cursor_is_bounded_by_its_own_length()
    {
        var longest = new FeedCursor(DateTimeOffset.UnixEpoch, new string('a', 3068));
        Assert.Equal(4096, longest.ToString().Length);
        Assert.Equal(longest, FeedCursor.Parse(longest.ToString()));
        Assert.Throws<InvalidRequestException>(() => FeedCursor.Parse((longest with { Id = longest.Id + 'a' }).ToString()));
    }

    [Fact]
    public void A_cursor_names_any_time_that_there_is()
    {
        var last = DateTimeOffset.FromUnixTimeMilliseconds(DateTimeOffset.MaxValue.ToUnixTimeMilliseconds());
        Assert.Equal(new FeedCursor(last, "a"), FeedCursor.Parse(new FeedCursor(last, "a").ToString()));
    }

    [Theory]
    [InlineData("nonsense!")]
    [InlineData("")]
    [InlineData("AAAA")]
    [InlineData("====")]
    public void What_is_no_cursor_is_refused_by_name(string text)
    {
        var refusal = Assert.Throws<InvalidRequestException>(() => FeedCursor.Parse(text));
        Assert.Equal("cursor", refusal.Member);
        Assert.StartsWith("'cursor' must be", refusal.Message, StringComparison.Ordinal);
        Assert.Equal("cursor", Assert.Throws<InvalidRequestException>(() => SyncCursor.Parse(text)).Member);
    }

    [Theory]
    [InlineData("f::x")]
    [InlineData("f:-5:x")]
    [InlineData("f:99999999999999999:x")]
    [InlineData("f:253402300800000:x")]
    [InlineData("f:5:")]
    [InlineData("f:5")]
    [InlineData("f")]
    [InlineData("feed:5:x")]
    [InlineData(":5:x")]
    [InlineData("s:5:x")]
    [InlineData("s:5/x:y")]
    [InlineData("s:x/5:y")]
    [InlineData("s:5/6/!:y")]
    [InlineData("s:5/6/YQ/YQ:y")]
    [InlineData("s:5/6")]
    [InlineData("sync:5/6:y")]
    [InlineData(":5/6:y")]
    public void A_forged_cursor_is_refused(string content)
    {
        var text = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(content));
        Assert.Throws<InvalidRequestException>(() => FeedCursor.Parse(text));
        Assert.Throws<InvalidRequestException>(() => SyncCursor.Parse(text));
    }

    [Fact]
    public void A_cursor_of_one_kind_is_not_taken_for_the_other()
    {
        Assert.Throws<InvalidRequestException>(() => FeedCursor.Parse(new SyncCursor(1, "a", null).ToString()));
        Assert.Throws<InvalidRequestException>(() => SyncCursor.Parse(new FeedCursor(DateTimeOffset.UnixEpoch, "a").ToString()));
    }

    [Fact]
    public void A_sync_never_ends_beyond_the_moment_at_which_it_began()
    {
        Assert.Equal(new SyncCursor(1_000 - SyncCursor.ClockToleranceSeconds, "", null), SyncCursor.End(timestamp: 1_010, startedAt: 1_000));
        Assert.Equal(new SyncCursor(900, "", null), SyncCursor.End(timestamp: 900, startedAt: 1_000));
        Assert.Equal(new SyncCursor(0, "", null), SyncCursor.End(timestamp: 900, startedAt: 1));
    }
}
