export { HttpError, SignedOutError, type GetToken, type PageRequest } from "./api.js";
export { createNotificationClient } from "./client.js";
export { InvalidPreferencesError, type PreferencesFlaw } from "./preferencesApi.js";
export { safeLink } from "./links.js";
export { isAnnouncement } from "./protocol.js";
export type { Attention } from "./attention.js";
export type { DeviceDescription, DeviceKind } from "./device.js";
export type { Signal } from "./environment.js";
export type { MergePatch } from "./mergePatch.js";
export type {
  DevicePreferences,
  NotificationPreferences,
  Preferences,
  PreferencesAnswer,
  PreferencesPatch,
  PreferencesSnapshot,
  QuietWindow,
  Weekday,
} from "./preferenceTypes.js";
export type {
  ClientEventName,
  ClientEvents,
  CountsByType,
  FeedPage,
  Negotiation,
  Notification,
  NotificationAction,
  NotificationOutcome,
  ServerEvent,
  ServerEventName,
  ServerEvents,
  ToldAttention,
} from "./protocol.js";
export type {
  ConnectionState,
  Ids,
  NotificationClient,
  NotificationClientEvents,
  NotificationClientOptions,
  NotificationSnapshot,
} from "./types.js";
export type { NotificationSummary } from "./summaries.js";
