import type { ClientEventName, ClientEvents, FeedPage, ServerEvent } from "./protocol.js";
import type { RealtimeState } from "./realtime.js";

/** What tabs that share a connection tell each other. */
export type TabMessage =
  /** How things stand with the leader. */
  | { kind: "greeting"; link: RealtimeState; cursor: string | null }
  | { kind: "link"; link: RealtimeState }
  /** The leader received these over the connection. */
  | { kind: "events"; events: ServerEvent[] }
  /** The tab on screen polled this. */
  | { kind: "page"; page: FeedPage }
  /** The user did something in a tab, told as the server would. */
  | { kind: "did"; event: ServerEvent }
  | { kind: "seen" }
  /** A tab asks the leader to send for it. */
  | { kind: "send"; event: ClientEventName; data: ClientEvents[ClientEventName] };
