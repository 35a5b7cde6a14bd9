import { Failure } from "./Failure.js";
import { Reload } from "./Reload.js";
import { useApi, useWords } from "./session.js";
import { TimelineTable } from "./TimelineTable.js";
import { usePages } from "./usePages.js";
import { UserSides } from "./UserSides.js";

export function UserTimeline({ id }: { id: string }) {
  const { texts, format } = useWords();
  const api = useApi();
  const pages = usePages(id, "notifications", (cursor, signal) => api.timeline(id, { limit: "50", cursor }, signal));
  const { data, error } = pages;
  const words = texts.users;
  return (
    <>
      <div className="row tools">
        <Reload of={pages} />
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
          <TimelineTable pages={pages} />
          <UserSides timeline={data} />
        </div>
      )}
    </>
  );
}
