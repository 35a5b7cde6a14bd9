"use client";

import {
  createNotificationClient,
  type NotificationClient,
  type NotificationClientOptions,
} from "@fixia/notifications";
import { createContext, useContext, useEffect, useState, type ReactNode } from "react";

export interface NotificationProviderProps {
  /** A client of your own. */
  client?: NotificationClient;
  /** Options for a client that the provider makes. They are read once: give the provider a `key` to change them. */
  options?: NotificationClientOptions;
  /** Whether the client runs, for example while somebody is signed in. Default `true`. */
  enabled?: boolean;
  children?: ReactNode;
}

const Context = createContext<NotificationClient | null>(null);
const EnabledContext = createContext(true);

/** Runs a notification client while it is mounted, and gives it to the hooks below it. */
export function NotificationProvider({ client, options, enabled = true, children }: NotificationProviderProps) {
  // Making a client has no effects: it may be made on a server, and once too often in strict mode.
  const [own] = useState(() => (client ? null : options ? createNotificationClient(options) : null));
  const value = client ?? own;
  if (!value) throw new Error("NotificationProvider needs a client, or the options for one.");

  useEffect(() => {
    if (!enabled) return;
    value.start();
    return () => value.stop();
  }, [value, enabled]);

  return (
    <EnabledContext.Provider value={enabled}>
      <Context.Provider value={value}>{children}</Context.Provider>
    </EnabledContext.Provider>
  );
}

/** Whether the provider runs its client. */
export const useEnabled = (): boolean => useContext(EnabledContext);

/** The client itself, for what the other hooks don't cover. */
export function useNotificationClient(): NotificationClient {
  const client = useContext(Context);
  if (!client) throw new Error("This hook needs a NotificationProvider above it.");
  return client;
}
