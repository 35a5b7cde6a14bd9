export { NotificationProvider, useNotificationClient, type NotificationProviderProps } from "./NotificationProvider.js";
export type { OldSocket, WebSocketStatus } from "./OldSocket.js";
export {
  toNotificationItem,
  useConnectionState,
  useNotificationEvent,
  useNotifications,
  usePollInterval,
  useUnreadCount,
  useUnseenCount,
  type NotificationItem,
  type NotificationsValue,
} from "./useNotifications.js";
export { useNotificationFeed, type NotificationFeed, type NotificationFilter } from "./useNotificationFeed.js";
export { usePreferences, type PreferencesValue } from "./usePreferences.js";
export {
  useWebSocket,
  useWebSocketEmit,
  useWebSocketEvent,
  type UseWebSocketOptions,
  type UseWebSocketResult,
} from "./webSocket.js";
