export { Inbox, type InboxProps } from "./Inbox.js";
export { NotificationBell } from "./NotificationBell.js";
export type { EntryParts, RenderItem } from "./NotificationEntry.js";
export type { NotificationLinkProps, OpenProps } from "./opening.js";
export { Preferences, type PreferencesProps } from "./Preferences.js";
export type { PreferencesTexts } from "./preferencesTexts.js";
export type { InboxTexts, Language } from "./texts.js";
export { Toasts, type ToastsProps } from "./Toasts.js";
