"use client";

import type { NotificationPreferences, PreferencesPatch, PreferencesSnapshot } from "@fixia/notifications";
import { useCallback, useEffect, useMemo, useSyncExternalStore } from "react";
import { useNotificationClient } from "./NotificationProvider.js";

export interface PreferencesValue extends PreferencesSnapshot {
  /** The id of this device among the user's; `undefined` for a client that is none, and on a server. */
  readonly deviceId: string | undefined;
  /** How this device calls itself. */
  readonly device: NotificationPreferences["device"];
  /** True until they were read, or could not be. */
  readonly loading: boolean;
  /** None of the actions rejects: `saveError`, or `error`, tells of a failure. */
  readonly change: (patch: PreferencesPatch) => Promise<void>;
  readonly removeDevice: (id: string) => Promise<void>;
  readonly reload: () => Promise<void>;
}

/** What a server renders, and a browser until it has taken over. */
const initial: PreferencesSnapshot = {
  preferences: null,
  types: [],
  requiredTypes: [],
  defaults: {},
  saving: false,
  error: null,
  saveError: null,
};

/** What the user wants to be interrupted by, and where; read anew when something that uses it is mounted. */
export function usePreferences(): PreferencesValue {
  const { preferences } = useNotificationClient();
  const snapshot = useSyncExternalStore(
    useCallback((listener: () => void) => preferences.subscribe(listener), [preferences]),
    () => preferences.getSnapshot(),
    () => initial,
  );
  const actions = useMemo(() => actionsOf(preferences), [preferences]);
  useEffect(() => void actions.reload(), [actions]);
  return useMemo(() => {
    const here = typeof window === "undefined" ? undefined : preferences;
    const loading = snapshot.preferences === null && snapshot.error === null;
    return { ...snapshot, deviceId: here?.deviceId, device: here?.device, loading, ...actions };
  }, [snapshot, preferences, actions]);
}

function actionsOf(preferences: NotificationPreferences) {
  const quietly = (action: Promise<void>): Promise<void> => action.catch(() => undefined);
  return {
    change: (patch: PreferencesPatch) => quietly(preferences.change(patch)),
    removeDevice: (id: string) => quietly(preferences.removeDevice(id)),
    reload: () => quietly(preferences.load()),
  };
}
