import { createNotificationClient, type Notification, type NotificationClient } from "@fixia/notifications";
import { useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { demoTokens } from "./backend.js";
import { texts, timeAgo } from "./texts.js";
import { Toasts } from "./Toasts.js";

/** A clock that ticks often enough for "3 minutes ago". */
function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 20_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

export function Inbox({ user }: { user: string }) {
  const client = useMemo(
    () =>
      createNotificationClient({ negotiateUrl: "/api/negotiate", apiUrl: "/api", getToken: demoTokens(user) }),
    [user],
  );
  useEffect(() => {
    client.start();
    return () => client.stop();
  }, [client]);
  const { state, notifications, unreadCount, hasMore, loaded } = useSyncExternalStore(
    (listener) => client.subscribe(listener),
    () => client.getSnapshot(),
  );
  const now = useNow();
  const unread = unreadCount ?? 0;

  return (
    <section className="card inbox" aria-label={texts.title}>
      <div className="head">
        <div className="bell">
          <BellIcon />
          <span className="badge" data-testid="unread-count" data-empty={unread === 0} aria-label={texts.unread(unread)}>
            {unread}
          </span>
        </div>
        <h1>{texts.title}</h1>
        <span className="state" data-state={state} role="status">
          <span className="dot" aria-hidden="true" />
          <span data-testid="connection-state">{texts.states[state]}</span>
        </span>
        <button
          className="quiet"
          data-testid="mark-all-read"
          disabled={unread === 0}
          onClick={() => void client.markAllRead().catch(() => undefined)}
        >
          {texts.markAllRead}
        </button>
      </div>
      {notifications.length > 0 ? (
        <ul className="list">
          {notifications.map((item) => (
            <Item key={item.id} item={item} now={now} client={client} />
          ))}
        </ul>
      ) : (
        <div className="blank">
          <p>{loaded ? texts.empty : texts.loading}</p>
          {loaded && <p className="hint">{texts.emptyHint}</p>}
        </div>
      )}
      {hasMore && (
        <button className="quiet more" onClick={() => void client.loadMore().catch(() => undefined)}>
          {texts.loadMore}
        </button>
      )}
      <Toasts client={client} />
    </section>
  );
}

function Item({ item, now, client }: { item: Notification; now: number; client: NotificationClient }) {
  return (
    <li data-testid="notification" data-id={item.id} data-read={item.read} data-type={item.type}>
      <span className="mark" aria-hidden="true" />
      <div className="body">
        <p className="title" data-testid="notification-title">
          {item.title}
        </p>
        <p>{item.message}</p>
        <p className="hint">
          <span className="tag">{texts.types[item.type as keyof typeof texts.types] ?? item.type}</span>
          <time dateTime={item.created_at}>{timeAgo(item.created_at, now)}</time>
        </p>
      </div>
      {!item.read && (
        <button
          className="quiet check"
          data-testid="mark-read"
          title={texts.markRead}
          aria-label={`${texts.markRead}: ${item.title}`}
          onClick={() => void client.markRead(item.id).catch(() => undefined)}
        >
          <svg viewBox="0 0 24 24" aria-hidden="true">
            <path d="m5 12.5 4.5 4.5L19 7.5" />
          </svg>
        </button>
      )}
    </li>
  );
}

function BellIcon() {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true">
      <path d="M6 9a6 6 0 0 1 12 0c0 6 2.5 7 2.5 7h-17S6 15 6 9" />
      <path d="M10 20a2.2 2.2 0 0 0 4 0" />
    </svg>
  );
}
