import type { Device } from "./device.js";
import type { PreferencesKeeper } from "./preferencesKeeper.js";
import type { PreferencesState } from "./preferencesState.js";
import type { NotificationPreferences, PreferencesPatch, PreferencesSnapshot } from "./preferenceTypes.js";

/** The preferences as a client offers them, through its stops and starts. */
export class ClientPreferences implements NotificationPreferences {
  readonly #device: Device;
  readonly #state: PreferencesState;
  readonly #keeper: () => PreferencesKeeper | undefined;

  /** `keeper` gives that of the running session. */
  constructor(device: Device, state: PreferencesState, keeper: () => PreferencesKeeper | undefined) {
    this.#device = device;
    this.#state = state;
    this.#keeper = keeper;
  }

  get deviceId(): string | undefined {
    return this.#device.id;
  }

  get device(): NotificationPreferences["device"] {
    return this.#device.describe();
  }

  getSnapshot(): PreferencesSnapshot {
    return this.#state.snapshot;
  }

  subscribe(listener: () => void): () => void {
    return this.#state.subscribe(listener);
  }

  async load(): Promise<void> {
    await this.#keeper()?.load();
  }

  async change(patch: PreferencesPatch): Promise<void> {
    await this.#started().change(patch);
  }

  async removeDevice(id: string): Promise<void> {
    await this.#started().removeDevice(id);
  }

  #started(): PreferencesKeeper {
    const keeper = this.#keeper();
    if (!keeper) throw new Error("The client is not started.");
    return keeper;
  }
}
