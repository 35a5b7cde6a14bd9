import { Failure } from "./Failure.js";
import { LoadMore } from "./LoadMore.js";
import { useApi, useWords } from "./session.js";
import { TimelineTable } from "./TimelineTable.js";
import { usePages } from "./usePages.js";
import { UserSides } from "./UserSides.js";

export function UserTimeline({ id }: { id: string }) {
  const { texts, format } = useWords();
  const api = useApi();
  const { data, error, loading, reload, hasMore, loadingMore, loadMore } = usePages(
    id,
    (cursor, signal) => api.timeline(id, { limit: "50", cursor }, signal),
    // Devices and what is scheduled are as the newest answer has them.
    (before, next) => ({ ...next, notifications: [...before.notifications, ...next.notifications] }),
  );
  const words = texts.users;
  return (
    <>
      <div className="row tools">
        <button className="quiet" type="button" onClick={reload}>
          {texts.reload}
        </button>
        <span role="status">{loading && texts.loading}</span>
      </div>
      <Failure error={error} notFound={words.notFound} />
      {data && (
        <div className="stack">
          {data.read_before && (
            <p>
              {words.readBefore} {format.time(data.read_before)}.
            </p>
          )}
          {data.seen_before && (
            <p>
              {words.seenBefore} {format.time(data.seen_before)}.
            </p>
          )}
          <TimelineTable timeline={data} />
          {data.notifications.length > 0 && <LoadMore hasMore={hasMore} loading={loadingMore} onLoad={loadMore} />}
          <UserSides timeline={data} />
        </div>
      )}
    </>
  );
}
