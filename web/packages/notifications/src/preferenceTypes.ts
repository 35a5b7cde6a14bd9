import type { Attention, AttentionSettings, DeviceSettings } from "./attention.js";
import type { DeviceKind } from "./device.js";
import type { MergePatch } from "./mergePatch.js";

export type Weekday = "mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun";

/**
 * A stretch that is quiet on some days of the week, by the clock on the wall: `21:00` to `08:00` ends on the day after. A
 * window belongs to the day on which it starts.
 */
export interface QuietWindow {
  readonly days: readonly Weekday[];
  readonly from: string;
  readonly to: string;
}

/** What a user wants of one device, and how the device called itself. */
export interface DevicePreferences extends DeviceSettings {
  readonly name?: string | null;
  readonly kind?: DeviceKind | null;
  readonly last_seen_at?: string | null;
}

/** What a user wants. Whatever is absent or `null` is left to the product; docs/attention.md has the rules. */
export interface Preferences {
  /** An IANA zone, in which the quiet hours are. */
  readonly time_zone?: string | null;
  readonly quiet_hours?: readonly QuietWindow[] | null;
  /** What is done with a type, on every device that has no rule of its own for it. */
  readonly types?: Readonly<Record<string, Attention | null>> | null;
  /** By the ids of the devices. */
  readonly devices?: Readonly<Record<string, DevicePreferences | null>> | null;
  /** Until then nothing but what is critical or required interrupts, on any device. */
  readonly muted_until?: string | null;
}

export type PreferencesPatch = MergePatch<Preferences>;

/** The server's answer: what the user wants, and what a device has to know besides. */
export interface PreferencesAnswer extends AttentionSettings {
  readonly preferences: Preferences;
  /** The types that there are, for a user to decide about. */
  readonly types?: readonly string[] | null;
  readonly userId?: string;
  /** Whether the user ever decided something. */
  readonly exists?: boolean;
}

export interface PreferencesSnapshot {
  /** What the user wants, with the changes that are being saved; `null` until it was read. */
  readonly preferences: Preferences | null;
  /** The types that there are. */
  readonly types: readonly string[];
  /** Types that interrupt whatever a user wants. */
  readonly requiredTypes: readonly string[];
  /** What is done with a type of which the user said nothing; `interrupt` where it is missing. */
  readonly defaults: Readonly<Record<string, Attention | null>>;
  /** Whether a change is being saved. */
  readonly saving: boolean;
  /** Why they could not be read the last time that it was tried. */
  readonly error: Error | null;
  /** Why a change could not be saved, which was taken back then; `null` again with the next one. */
  readonly saveError: Error | null;
}

/** What a user wants to be interrupted by, and where. */
export interface NotificationPreferences {
  /** The id of this device among the user's; `undefined` for a client that is none. */
  readonly deviceId: string | undefined;
  /** How this device calls itself. */
  readonly device: { readonly name: string; readonly kind: DeviceKind } | undefined;
  /** The same object until something changes. */
  getSnapshot(): PreferencesSnapshot;
  /** Calls the listener after each change of the snapshot; the returned function stops it. */
  subscribe(listener: () => void): () => void;
  /** Reads them now. A running client has read them, and reads them again when they change elsewhere. */
  load(): Promise<void>;
  /**
   * Changes some of them: at once here, then at the server; taken back, and rejected, when that fails. What another
   * device changed meanwhile stays.
   */
  change(patch: PreferencesPatch): Promise<void>;
  /** Forgets a device. One that is still in use comes back, without what was wanted of it. Otherwise like `change`. */
  removeDevice(id: string): Promise<void>;
}
