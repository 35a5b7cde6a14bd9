import type { Api } from "./api.js";
import type { ClientSettings } from "./options.js";
import { isAnnouncement, isInvalid, type ClientEvents, type Notification, type ServerEvents } from "./protocol.js";
import { byAge } from "./receiver.js";
import type { ServerClock } from "./serverClock.js";

export interface ReceiptsOptions {
  api: Api;
  settings: ClientSettings;
  signal: AbortSignal;
  clock: ServerClock;
  /** Says which tab reports for all. */
  tabs: { readonly leading: boolean };
  /** Takes it over the connection, if there is one. */
  send(report: ClientEvents["received"]): Promise<void> | undefined;
}

export interface Receipts {
  /**
   * Sees what is in the list, whenever anything has changed. Every tab does, because any may have to go on where the one
   * that leads ends.
   */
  look(items: readonly Notification[]): void;
  /** These interrupted. */
  show: (items: readonly Notification[]) => void;
  /** The server answered the last report with an `error`. */
  refused(error: ServerEvents["error"]): void;
}

/** How long it is collected what one report tells, in ms. */
const CollectMs = 5_000;

/** How many ids the server takes at once, and how many wait for it. */
const MostReported = 100;
const MostWaiting = 500;

/** Tells the server what has reached this device: nothing waits for that, and nobody hears when it fails. */
export function openReceipts({ api, settings, signal, clock, tabs, send }: ReceiptsOptions): Receipts {
  const startedAt = Date.now();
  const known = new Set<string>();
  const shown = new Set<string>();
  /** Oldest first, so that the watermark passes none of them. */
  let waiting: Notification[] = [];
  let sent: Notification[] = [];
  let timer: unknown;
  /** What was created up to then has been reported by any tab, and what was up to `since` before this one did. */
  let watermark: string | null | undefined = null;
  let since = "";

  const add = (items: Notification[]): void => {
    waiting = [...waiting, ...items].sort(byAge).slice(-MostWaiting);
  };

  const soon = (): void => {
    if (settings.receipts && waiting[0]) timer ??= setTimeout(() => report().catch(() => undefined), CollectMs);
  };

  async function report(): Promise<void> {
    try {
      if (!tabs.leading) return;
      // Where no connection is wanted, nothing else has asked.
      const told = api.negotiated ?? (!settings.realtime && (await api.negotiate(signal)));
      if (!told) return;
      const key = `fixia-received:${told.userId}`;
      const kept = keep(key);
      // Its own reports don't cover what was created before and comes after them.
      if (kept !== watermark) since = watermark = kept ?? new Date(clock.now() - Date.now() + startedAt).toISOString();
      // What waited for an older server, which takes none, is old when a newer one does.
      waiting = waiting.filter((item) => told.receipts && item.created_at > since);
      const batch = waiting.slice(0, MostReported);
      const newest = batch.at(-1)?.created_at;
      if (!newest) return;
      const ids = batch.map((item) => item.id);
      const { id: deviceId, kind: deviceKind } = settings.device.describe() ?? {};
      const data = { ids, shown: ids.filter((id) => shown.has(id)), deviceId, deviceKind };
      await (send(data) ?? api.received(data, signal));
      sent = batch;
      waiting = waiting.filter((item) => !batch.includes(item));
      if (newest > watermark!) watermark = keep(key, newest);
    } finally {
      timer = undefined;
    }
    // What failed goes with the next report.
    soon();
  }

  return {
    look(items) {
      add(items.filter(({ id, read, restores }) => !known.has(id) && known.add(id) && !read && !restores && !isAnnouncement(id)));
      soon();
    },
    show(items) {
      for (const { id } of items) shown.add(id);
    },
    refused({ code }) {
      if (!isInvalid(code)) add(sent);
      sent = [];
    },
  };
}

/** Writes what it reads too: a storage that is full keeps nothing, as one that is closed. */
function keep(key: string, value?: string): string | undefined {
  try {
    return (localStorage[key] = value ?? localStorage[key] ?? "");
  } catch {
    return undefined;
  }
}
