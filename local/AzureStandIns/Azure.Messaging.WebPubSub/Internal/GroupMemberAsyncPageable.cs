namespace Azure.Messaging.WebPubSub.Internal;

/// <summary>Follows next links page by page; a continuation token of a page is its next link.</summary>
internal sealed class GroupMemberAsyncPageable(Func<string?, CancellationToken, Task<Response>> fetch) : AsyncPageable<WebPubSubGroupMember>
{
    public override async IAsyncEnumerable<Page<WebPubSubGroupMember>> AsPages(string? continuationToken = null, int? pageSizeHint = null)
    {
        do
        {
            var page = GroupMemberPage.Read(await fetch(continuationToken, CancellationToken).ConfigureAwait(false));
            yield return page;
            continuationToken = page.ContinuationToken;
        }
        while (continuationToken is not null);
    }
}
