namespace Azure.Messaging.WebPubSub.Internal;

/// <summary>Follows next links page by page; a continuation token of a page is its next link.</summary>
internal sealed class GroupMemberPageable(Func<string?, Response> fetch) : Pageable<WebPubSubGroupMember>
{
    public override IEnumerable<Page<WebPubSubGroupMember>> AsPages(string? continuationToken = null, int? pageSizeHint = null)
    {
        do
        {
            var page = GroupMemberPage.Read(fetch(continuationToken));
            yield return page;
            continuationToken = page.ContinuationToken;
        }
        while (continuationToken is not null);
    }
}
