import type { DeviceKind, DevicePreferences, PreferencesPatch, Preferences } from "@fixia/notifications";
import type { PreferencesValue } from "@fixia/notifications-react";
import type { PreferencesTexts } from "./languageTypes.js";

/** A device as a column of the table. */
export interface DeviceColumn {
  readonly id: string;
  /** Different from the names of the others. */
  readonly name: string;
  readonly kind: DeviceKind | undefined;
  readonly isThis: boolean;
  readonly settings: DevicePreferences;
}

/** This device first, registered or not, then the others by name. */
export function columnsOf(
  { device, deviceId }: PreferencesValue,
  { devices }: Preferences,
  { kinds, thisDevice }: PreferencesTexts,
): DeviceColumn[] {
  const known: Record<string, DevicePreferences | null> = { ...devices };
  if (deviceId !== undefined) known[deviceId] = { ...device, ...known[deviceId] };
  const columns = Object.entries(known).map(([id, settings]) => {
    const kind = settings?.kind ?? undefined;
    return {
      id,
      kind,
      name: settings?.name ?? (kind ? kinds[kind] : id),
      isThis: id === deviceId,
      settings: { ...settings },
    };
  });
  columns.sort((a, b) => Number(b.isThis) - Number(a.isThis) || a.name.localeCompare(b.name));
  // Two of the same browser are called the same.
  const taken = new Map<string, number>();
  return columns.map((column) => {
    const count = (taken.get(column.name) ?? 0) + 1;
    taken.set(column.name, count);
    const name = count > 1 ? `${column.name} (${count})` : column.name;
    return { ...column, name: column.isThis ? `${name} (${thisDevice})` : name };
  });
}

/** A change of what is wanted of a device. One that the server does not know yet says what it is. */
export function patchDevice(
  { device, deviceId }: PreferencesValue,
  wanted: Preferences,
  id: string,
  change: NonNullable<NonNullable<PreferencesPatch["devices"]>[string]>,
): PreferencesPatch {
  const isNew = id === deviceId && device && !wanted.devices?.[id];
  return { devices: { [id]: isNew ? { name: device.name, kind: device.kind, ...change } : change } };
}
