import type { StoredPreferences } from "./preferencesApi.js";
import type { ClientEventName, ClientEvents, FeedPage, ServerEvent } from "./protocol.js";
import type { RealtimeState } from "./realtime.js";

/** What tabs that share a connection tell each other. */
export type TabMessage =
  /** How things stand with the leader. */
  | {
      kind: "greeting";
      link: RealtimeState;
      cursor: string | null;
      /** As far as the leader has read them. A tab with an older script leaves these two out. */
      preferences?: StoredPreferences | null;
      /** The ids of those that were told. */
      summaries?: readonly string[];
    }
  | { kind: "link"; link: RealtimeState }
  /** The leader received these over the connection. */
  | { kind: "events"; events: ServerEvent[] }
  /** The tab on screen polled this. */
  | { kind: "page"; page: FeedPage }
  /** The user did something in a tab, told as the server would. */
  | { kind: "did"; event: ServerEvent }
  | { kind: "seen" }
  /** A tab read the preferences, or changed them. */
  | { kind: "preferences"; stored: StoredPreferences }
  /** A tab asks the leader to send for it. */
  | { kind: "send"; event: ClientEventName; data: ClientEvents[ClientEventName] };
