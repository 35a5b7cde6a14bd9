"use client";

/** The hooks of the Socket.IO client, with the shapes that they had. */

import type { ServerEvents } from "@fixia/notifications";
import { useCallback, useEffect, useRef, useSyncExternalStore } from "react";
import { useNotificationClient } from "./NotificationProvider.js";
import { socketOf, type OldSocket, type WebSocketStatus } from "./OldSocket.js";

export interface UseWebSocketOptions {
  enabled?: boolean;
  /** No longer has a meaning: the client of the provider decides. */
  reconnectionDelay?: number;
  /** No longer has a meaning: the client never gives up. */
  maxReconnectAttempts?: number;
}

export interface UseWebSocketResult extends WebSocketStatus {
  readonly socket: OldSocket | null;
}

const disconnected: WebSocketStatus = {
  isConnected: false,
  isConnecting: false,
  error: null,
  lastConnectionTime: null,
};

/** The connection's state, and a socket to listen and send with. All callers share the provider's connection. */
export function useWebSocket({ enabled = true }: UseWebSocketOptions = {}): UseWebSocketResult {
  const client = useNotificationClient();
  const socket = socketOf(client);
  const status = useSyncExternalStore(
    useCallback((listener: () => void) => client.subscribe(listener), [client]),
    () => socket.status,
    () => disconnected,
  );
  if (!enabled) return { ...disconnected, socket: null };
  // As before, there is no socket until the first connection.
  return { ...status, socket: status.lastConnectionTime ? socket : null };
}

/** Calls back for every event of a name while mounted. */
export function useWebSocketEvent<K extends keyof ServerEvents>(
  socket: OldSocket | null,
  eventName: K,
  callback: (data: ServerEvents[K]) => void,
): void;
export function useWebSocketEvent<T = any>(
  socket: OldSocket | null,
  eventName: string,
  callback: (data: T) => void,
): void;
export function useWebSocketEvent(socket: OldSocket | null, eventName: string, callback: (data: any) => void): void {
  const latest = useRef(callback);
  useEffect(() => {
    latest.current = callback;
  });
  useEffect(() => {
    if (!socket) return;
    const handler = (data: unknown): void => latest.current(data);
    socket.on(eventName, handler);
    return () => void socket.off(eventName, handler);
  }, [socket, eventName]);
}

/** A function that sends an event, and warns instead while there is no connection. */
export function useWebSocketEmit(socket: OldSocket | null): (eventName: string, data?: unknown) => void {
  return useCallback(
    (eventName, data) => {
      if (socket?.connected) socket.emit(eventName, data);
      else console.warn(`"${eventName}" was not sent: there is no connection.`);
    },
    [socket],
  );
}
