export { HttpError, SignedOutError, type GetToken } from "./api.js";
export { createNotificationClient } from "./client.js";
export { safeLink } from "./links.js";
export type { Signal } from "./environment.js";
export type {
  ClientEventName,
  ClientEvents,
  FeedPage,
  Negotiation,
  Notification,
  ServerEvent,
  ServerEventName,
  ServerEvents,
} from "./protocol.js";
export type {
  ConnectionState,
  NotificationClient,
  NotificationClientEvents,
  NotificationClientOptions,
  NotificationSnapshot,
} from "./types.js";
