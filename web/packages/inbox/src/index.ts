export { Inbox, type InboxProps } from "./Inbox.js";
export { NotificationBell } from "./NotificationBell.js";
export type { InboxTexts, Language } from "./texts.js";
export { Toasts, type ToastsProps } from "./Toasts.js";
