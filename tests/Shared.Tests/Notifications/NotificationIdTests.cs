using Fixia.Shared.Notifications;

namespace Fixia.Shared.Tests.Notifications;

public sealed class NotificationIdTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch.AddYears(56);

    [Fact]
    public void Ids_sort_by_time_of_creation()
    {
        var ids = Enumerable.Range(0, 50).Select(i => NotificationId.Create(Start.AddMilliseconds(i))).ToList();
        Assert.Equal(ids.Order(StringComparer.Ordinal), ids);
    }

    [Fact]
    public void A_derived_id_depends_on_key_user_and_time_and_on_nothing_else()
    {
        var id = NotificationId.Derive("key", "ana", Start);
        Assert.Equal(id, NotificationId.Derive("key", "ana", Start));
        Assert.NotEqual(id, NotificationId.Derive("key", "bruno", Start));
        Assert.NotEqual(id, NotificationId.Derive("key", "ana", Start.AddMilliseconds(1)));
        Assert.NotEqual(NotificationId.Derive("ab", "c", Start), NotificationId.Derive("a", "bc", Start));
        Assert.Equal(7, Guid.Parse(id).Version);
        Assert.InRange(id, NotificationId.Create(Start.AddMilliseconds(-1)), NotificationId.Create(Start.AddMilliseconds(1)));
    }

    [Theory]
    [InlineData("0198c0de", true)]
    [InlineData("", false)]
    [InlineData("a/b", false)]
    [InlineData("a?b", false)]
    [InlineData("a#b", false)]
    [InlineData("a\\b", false)]
    [InlineData(".", false)]
    [InlineData("..", false)]
    [InlineData("...", true)]
    [InlineData("a ", false)]
    [InlineData(" a", true)]
    [InlineData(" ", false)]
    [InlineData("\u00A0", false)]
    [InlineData("\u2028", false)]
    [InlineData("\u3000", false)]
    [InlineData("\u0085", false)]
    [InlineData("a%41b", false)]
    [InlineData("%00", false)]
    [InlineData("100%", true)]
    [InlineData("a\u0000", false)]
    [InlineData("ñandú", true)]
    public void Ids_that_cosmos_could_not_hold_do_not_exist(string id, bool canExist)
    {
        Assert.Equal(canExist, NotificationId.CanExist(id));
    }
}
