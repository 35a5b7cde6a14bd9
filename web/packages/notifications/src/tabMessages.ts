import type { ClientEventName, ClientEvents, FeedPage, ServerEvent, ServerEvents } from "./protocol.js";
import type { RealtimeState } from "./realtime.js";

/** What tabs that share a connection tell each other. */
export type TabMessage =
  /** A new tab asks how things stand. */
  | { kind: "hello" }
  /** The leader answers. */
  | { kind: "welcome"; link: RealtimeState; cursor: string | null }
  | { kind: "link"; link: RealtimeState }
  /** The leader received these over the connection. */
  | { kind: "events"; events: ServerEvent[] }
  /** The tab on screen polled this. */
  | { kind: "page"; page: FeedPage }
  /** A tab marked something read. */
  | { kind: "read"; read: ServerEvents["notification:read"] }
  | { kind: "seen"; upTo: string }
  /** A tab asks the leader to send for it. */
  | { kind: "send"; id: string; event: ClientEventName; data: ClientEvents[ClientEventName] }
  | { kind: "sent"; id: string; error: string | null };
