import type { Attention, ConnectionState, DeviceKind } from "@fixia/notifications";

/** What bell, inbox and toasts say. */
export interface InboxTexts {
  title: string;
  /** Marks one notification. */
  unread: string;
  /** Says how many are unread. */
  unreadCount: (count: number) => string;
  /** A label with what it is about: an action with the title of its notification, a type with how many there are. */
  labelled: (label: string, subject: string) => string;
  markRead: string;
  markUnread: string;
  markAllRead: string;
  archive: string;
  archiveRead: string;
  /** Puts one away until a time to be chosen. */
  snooze: string;
  /** What is offered: three hours from now, the next morning, and that of the next Monday. */
  snoozeChoices: Record<"today" | "tomorrow" | "nextWeek", string>;
  /** Names the field for a time of one's own. */
  snoozeOwn: string;
  /** Says of one that is snoozed when it comes back. */
  snoozedUntil: (time: string) => string;
  /** Says which button of one was pressed, to those who don't see it. */
  outcome: (label: string) => string;
  /** Takes one out of the archive, or back before it is due. */
  unarchive: string;
  delete: string;
  undo: string;
  /** Says what was put away just now, and until when it is snoozed. */
  putAway: Record<"archived" | "deleted" | "snoozed", (count: number, until: string) => string>;
  /** Names the choice of what the list shows. */
  show: string;
  all: string;
  unreadOnly: string;
  snoozed: string;
  archived: string;
  type: string;
  allTypes: string;
  /** A choice with how many are unread in it. */
  counted: (label: string, count: number) => string;
  /** Begins to select several. */
  select: string;
  selected: (count: number) => string;
  done: string;
  markFailed: string;
  loading: string;
  loadMore: string;
  empty: string;
  emptyHint: string;
  /** Where the choice of what to show leaves nothing. */
  emptyFilter: string;
  error: string;
  retry: string;
  offline: string;
  polling: string;
  /** The state while the list is read every so often, such as every "30 s". */
  pollingEvery: (interval: string) => string;
  signedOut: string;
  close: string;
  open: string;
  /** Says how many others of its group an entry stands for, which it shows below, or how many more there are than it shows. */
  groupCount: (count: number) => string;
  /** Shows the rest of a long title or message, and hides it again. */
  more: string;
  /** Says how many came while the list was scrolled down. */
  fresh: (count: number) => string;
  /** Title of a toast that stands for many. */
  manyNew: (count: number) => string;
  /** Title of the toast at the end of quiet hours. */
  whileAway: (count: number) => string;
  states: Record<ConnectionState, string>;
  /** Labels of notification types; a type without one is shown as it is. */
  types: Record<string, string>;
}

/** How much a device lets through. */
export type Level = "all" | "critical" | "none";

/** What the preferences say, beside the labels of notification types. */
export interface PreferencesTexts {
  title: string;
  hint: string;
  loading: string;
  loadFailed: string;
  retry: string;
  signedOut: string;
  saving: string;
  saved: string;
  notSaved: string;
  muteTitle: string;
  muteHint: string;
  allDevices: string;
  thisDevice: string;
  notMuted: string;
  mutedUntil: (time: string) => string;
  muteHour: string;
  muteTomorrow: string;
  unmute: string;
  tableTitle: string;
  tableHint: string;
  type: string;
  level: string;
  /** Names the choice in a cell of the table. */
  cell: (row: string, column: string) => string;
  levels: Record<Level, string>;
  rules: Record<Attention, string>;
  /** Where nothing was decided. */
  byDefault: (rule: string) => string;
  asOnAllDevices: string;
  required: string;
  kinds: Record<DeviceKind, string>;
  lastSeen: (ago: string) => string;
  renameDevice: string;
  removeDevice: string;
  quietTitle: string;
  quietHint: string;
  quietWindow: (number: number) => string;
  days: string;
  from: string;
  to: string;
  nextDay: string;
  addQuiet: string;
  removeQuiet: string;
  zone: string;
  noZone: string;
  useZone: (zone: string) => string;
}

/** A language of bell, inbox and toasts. */
export interface InboxLanguage {
  /** BCP 47 tag, such as `pt-BR`: dates, times and numbers are written in it. */
  readonly tag: string;
  readonly texts: InboxTexts;
}

/** A language of the preferences, and of all the rest. */
export interface PreferencesLanguage extends InboxLanguage {
  readonly preferences: PreferencesTexts;
}
