using System.Text;
using Fixia.Shared.Realtime;
using Fixia.Shared.Users;
using Fixia.Tests.Support;

namespace Fixia.Shared.Tests.Realtime;

public sealed class WireUserIdTests
{
    [Fact]
    public void Hundreds_of_odd_ids_are_legal_and_come_back_the_same()
    {
        Assert.InRange(OddUserIds.All.Count, 500, int.MaxValue);
        Assert.All(OddUserIds.All, id =>
        {
            Assert.True(UserId.IsValid(id));
            Assert.Equal(id, WireUserId.Decode(WireUserId.Encode(id)));
        });
    }

    [Fact]
    public void No_two_ids_have_one_form()
    {
        Assert.Equal(OddUserIds.All.Count, OddUserIds.All.Select(WireUserId.Encode).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void The_form_fits_through_headers_paths_and_group_names()
    {
        Assert.All(OddUserIds.All, id =>
        {
            var wire = WireUserId.Encode(id);
            Assert.All(wire, c => Assert.True(char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '~'));
            Assert.Equal(wire, Uri.EscapeDataString(wire));
            Assert.Equal($"/users/{wire}/x", new Uri($"http://service.test/users/{wire}/x").AbsolutePath);
            Assert.InRange(Hub.UserGroup(id).Length, 1, 1024);
        });
    }

    [Theory]
    [InlineData("ana", "ana")]
    [InlineData("5f7c8ec7-c33c.6c00_4bba", "5f7c8ec7-c33c.6c00_4bba")]
    [InlineData("team/ana", "~dGVhbS9hbmE")]
    [InlineData("ana ", "~YW5hIA")]
    [InlineData("~ana", "~fmFuYQ")]
    [InlineData("José", "~Sm9zw6k")]
    public void An_id_that_everything_carries_goes_as_it_is(string userId, string wire)
    {
        Assert.Equal(wire, WireUserId.Encode(userId));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("~")]
    [InlineData("ana ")]
    [InlineData("ana@fixia.test")]
    [InlineData("José")]
    [InlineData("Jos%C3%A9")]
    [InlineData("..")]
    [InlineData("~YW5h")]
    [InlineData("~dGVhbS9hbmE=")]
    [InlineData("~dGVhbS9hbmF")]
    [InlineData("~dGVh bS9hbmE")]
    [InlineData("~dGVhbS9hbmE\n")]
    [InlineData("~77-9_w")]
    [InlineData("~!")]
    public void What_was_not_made_here_is_nobody(string? wire)
    {
        Assert.Null(WireUserId.Decode(wire));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("\u3000")]
    [InlineData("a\nb")]
    [InlineData("a\0")]
    [InlineData("\u007f")]
    [InlineData("\u0085a")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a%2Fb")]
    [InlineData("a%2fb")]
    public void What_no_path_can_name_is_no_user_id(string? userId)
    {
        Assert.False(UserId.IsValid(userId));
    }

    [Fact]
    public void Neither_is_what_is_too_long_or_no_text()
    {
        Assert.False(UserId.IsValid(new string('a', 257)));
        Assert.False(UserId.IsValid(new string('日', 251)));
        Assert.False(UserId.IsValid("a\ud800"));
        Assert.False(UserId.IsValid("\udc00\ud800"));
        Assert.Equal(750, Encoding.UTF8.GetByteCount(new string('日', 250)));
    }
}
