using System.Text;
using Fixia.Shared.Events;
using Fixia.Shared.Json;

namespace Fixia.Shared.Tests.Events;

public sealed class MarkReadPayloadTests
{
    [Theory]
    [InlineData("""{"notificationId":"a"}""", "a")]
    [InlineData("""{"notificationIds":["a","b","a"]}""", "a,b")]
    [InlineData("""{"notificationId":"c","notificationIds":["a"],"extra":{"ignored":true}}""", "a,c")]
    public void Both_forms_give_distinct_ids(string json, string ids)
    {
        Assert.Equal(ids.Split(','), Read(json).ToIds());
    }

    [Theory]
    [InlineData("{}", "notificationId")]
    [InlineData("""{"notificationIds":[]}""", "notificationId")]
    [InlineData("""{"notificationIds":[""]}""", "notificationIds")]
    [InlineData("""{"notificationIds":[null]}""", "notificationIds")]
    [InlineData("""{"notificationId":7}""", "notificationId")]
    [InlineData("""{"notificationIds":["a",7]}""", "notificationIds[1]")]
    [InlineData("""{"notificationIds":"a"}""", "notificationIds")]
    [InlineData("[1]", null)]
    [InlineData("null", null)]
    [InlineData("{", null)]
    [InlineData("", null)]
    public void A_refusal_names_the_member(string json, string? member)
    {
        Assert.Equal(member, Assert.Throws<InvalidRequestException>(() => Read(json).ToIds()).Member);
    }

    [Fact]
    public void At_most_a_hundred_ids_are_taken()
    {
        new MarkReadPayload { NotificationIds = [.. Enumerable.Range(0, 100).Select(i => $"{i}")] }.ToIds();
        Assert.Throws<InvalidRequestException>(
            () => new MarkReadPayload { NotificationIds = [.. Enumerable.Range(0, 101).Select(i => $"{i}")] }.ToIds());
    }

    private static MarkReadPayload Read(string json) =>
        RequestJson.Read(Encoding.UTF8.GetBytes(json), FixiaJsonContext.Default.MarkReadPayload);
}
