using Fixia.Shared.Notifications;

namespace Fixia.Shared.Tests.Notifications;

public sealed class NotificationIdTests
{
    [Fact]
    public void Ids_sort_by_time_of_creation()
    {
        var start = DateTimeOffset.UnixEpoch.AddYears(56);
        var ids = Enumerable.Range(0, 50).Select(i => NotificationId.Create(start.AddMilliseconds(i))).ToList();
        Assert.Equal(ids.Order(StringComparer.Ordinal), ids);
    }

    [Fact]
    public void A_derived_id_depends_on_key_and_user_and_on_nothing_else()
    {
        var id = NotificationId.Derive("key", "ana");
        Assert.Equal(id, NotificationId.Derive("key", "ana"));
        Assert.NotEqual(id, NotificationId.Derive("key", "bruno"));
        Assert.NotEqual(NotificationId.Derive("ab", "c"), NotificationId.Derive("a", "bc"));
        Assert.Equal(8, Guid.Parse(id).Version);
    }

    [Theory]
    [InlineData("0198c0de", true)]
    [InlineData("", false)]
    [InlineData("a/b", false)]
    [InlineData("a?b", false)]
    [InlineData("a#b", false)]
    [InlineData("a\\b", false)]
    public void Ids_that_cosmos_could_not_hold_do_not_exist(string id, bool canExist)
    {
        Assert.Equal(canExist, NotificationId.CanExist(id));
    }
}
