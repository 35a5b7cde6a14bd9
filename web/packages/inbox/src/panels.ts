"use client";

import type { NotificationClient } from "@fixia/notifications";
import { useNotificationClient } from "@fixia/notifications-react";
import { useEffect, useSyncExternalStore } from "react";

/** The panel of a bell, as far as it concerns the toasts, which are elsewhere in the page. */
interface Panel {
  readonly isOpen: boolean;
  readonly open: () => void;
}

const panels = new Map<NotificationClient, Panel>();
const listeners = new Set<() => void>();

function change(client: NotificationClient, panel: Panel | undefined): void {
  if (panel) panels.set(client, panel);
  else panels.delete(client);
  for (const listener of [...listeners]) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Makes a panel known to the toasts of the same client. `open` is the same function between renders. */
export function useOfferedPanel(isOpen: boolean, open: () => void): void {
  const client = useNotificationClient();
  useEffect(() => {
    const panel = { isOpen, open };
    change(client, panel);
    // Another bell may have offered its own since.
    return () => void (panels.get(client) === panel && change(client, undefined));
  }, [client, isOpen, open]);
}

/** The panel that there is beside the toasts, if any. */
export function usePanel(): Panel | undefined {
  const client = useNotificationClient();
  return useSyncExternalStore(subscribe, () => panels.get(client), () => undefined);
}
