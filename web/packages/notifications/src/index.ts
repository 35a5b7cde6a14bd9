export { HttpError, SignedOutError, type GetToken } from "./api.js";
export {
  createNotificationClient,
  type ConnectionState,
  type NotificationClient,
  type NotificationClientEvents,
  type NotificationClientOptions,
  type NotificationSnapshot,
} from "./client.js";
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
