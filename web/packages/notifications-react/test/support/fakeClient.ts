import type {
  FeedPage,
  Ids,
  Notification,
  NotificationClient,
  NotificationClientEvents,
  NotificationOutcome,
  NotificationPreferences,
  NotificationSnapshot,
  PageRequest,
  PreferencesPatch,
  PreferencesSnapshot,
} from "@fixia/notifications";
import { vi } from "vitest";

/** Preferences that a test plays by hand. */
export class FakePreferences implements NotificationPreferences {
  snapshot: PreferencesSnapshot = {
    preferences: null,
    types: [],
    requiredTypes: [],
    defaults: {},
    saving: false,
    error: null,
    saveError: null,
  };
  deviceId: string | undefined = "this";
  device: NotificationPreferences["device"] = { name: "Chrome, Windows", kind: "desktop" };
  readonly listeners = new Set<() => void>();

  readonly load = vi.fn(() => Promise.resolve());
  readonly change = vi.fn((_: PreferencesPatch) => Promise.resolve());
  readonly removeDevice = vi.fn((_: string) => Promise.resolve());

  getSnapshot = (): PreferencesSnapshot => this.snapshot;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  set(change: Partial<PreferencesSnapshot>): void {
    this.snapshot = { ...this.snapshot, ...change };
    for (const listener of [...this.listeners]) listener();
  }
}

/** A client that a test plays by hand. */
export class FakeClient implements NotificationClient {
  snapshot: NotificationSnapshot = {
    state: "connecting",
    notifications: [],
    unreadCount: null,
    unseenCount: 0,
    unreadByType: {},
    hasMore: false,
    loadingMore: false,
    loaded: false,
    error: null,
  };
  readonly listeners = new Set<() => void>();
  readonly handlers: { event: string; handler: (payload: never) => void }[] = [];

  readonly preferences = new FakePreferences();
  readonly start = vi.fn();
  readonly stop = vi.fn();
  readonly send = vi.fn(() => Promise.resolve());
  readonly refresh = vi.fn(() => Promise.resolve());
  readonly loadMore = vi.fn(() => Promise.resolve());
  readonly readPage = vi.fn((_: PageRequest): Promise<FeedPage> => Promise.resolve({ notifications: [], hasMore: false }));
  readonly markRead = vi.fn((_: Ids) => Promise.resolve());
  readonly markAllRead = vi.fn((_?: string) => Promise.resolve());
  readonly markUnread = vi.fn((_: Ids) => Promise.resolve());
  readonly archive = vi.fn((_: Ids) => Promise.resolve());
  readonly snooze = vi.fn((_: Ids, __: Date) => Promise.resolve());
  readonly act = vi.fn((_: string, action: string): Promise<NotificationOutcome> => Promise.resolve({ action, at: "2026-01-01T00:01:00.000Z" }));
  readonly archiveRead = vi.fn((_?: string) => Promise.resolve<readonly string[]>([]));
  readonly remove = vi.fn((_: Ids) => Promise.resolve());
  readonly restore = vi.fn((_: readonly (Notification | string)[]) => Promise.resolve());

  /** What was given to `restore` last, but for what only an id is known of. */
  get restored(): Notification[] {
    return this.restore.mock.lastCall![0].filter((each) => typeof each !== "string");
  }

  readonly markSeen = vi.fn();

  now = (): number => Date.now();

  getSnapshot = (): NotificationSnapshot => this.snapshot;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  on = <K extends keyof NotificationClientEvents>(
    event: K,
    handler: (payload: NotificationClientEvents[K]) => void,
  ): (() => void) => {
    const entry = { event, handler };
    this.handlers.push(entry);
    return () => this.handlers.splice(this.handlers.indexOf(entry), 1);
  };

  set(change: Partial<NotificationSnapshot>): void {
    this.snapshot = { ...this.snapshot, ...change };
    for (const listener of [...this.listeners]) listener();
  }

  emit<K extends keyof NotificationClientEvents>(event: K, payload: NotificationClientEvents[K]): void {
    for (const entry of [...this.handlers]) if (entry.event === event) entry.handler(payload as never);
  }
}

export function notification(n: number, over: Partial<Notification> = {}): Notification {
  return {
    id: `n${n}`,
    type: "message",
    priority: "normal",
    title: `Title ${n}`,
    message: `Message ${n}`,
    action_url: null,
    read: false,
    read_at: null,
    created_at: new Date(Date.UTC(2026, 0, 1, 0, 0, n)).toISOString(),
    ...over,
  };
}
