export { Inbox, type InboxProps } from "./Inbox.js";
export type { InboxLanguage, InboxTexts, PreferencesLanguage, PreferencesTexts } from "./languageTypes.js";
export { NotificationBell } from "./NotificationBell.js";
export type { EntryParts, RenderIcon, RenderItem } from "./NotificationEntry.js";
export type { NotificationLinkProps, OpenProps } from "./opening.js";
export { Preferences, type PreferencesProps } from "./Preferences.js";
export type { BuiltInLanguage, Language } from "./texts.js";
export { Toasts, type ToastsProps } from "./Toasts.js";
