import type { Api } from "./api.js";
import type { RunRequest } from "./feedReader.js";
import { Interruptions } from "./interruptions.js";
import type { ClientSettings } from "./options.js";
import { PreferencesApi, type StoredPreferences } from "./preferencesApi.js";
import { PreferencesKeeper } from "./preferencesKeeper.js";
import type { PreferencesState } from "./preferencesState.js";
import { Summaries } from "./summaries.js";

export interface SessionAttentionOptions {
  api: Api;
  settings: ClientSettings;
  state: PreferencesState;
  request: RunRequest;
  /** Aborted when the state is no longer this user's. */
  signal: AbortSignal;
  /** Whether this tab asks for all. */
  leading(): boolean;
  /** Tells the other tabs. */
  tell(stored: StoredPreferences): void;
  /** The server's time, in ms since the epoch. */
  now(): number;
}

/** Everything of a session that is about what may interrupt. */
export class SessionAttention {
  readonly preferences: PreferencesKeeper;
  readonly interruptions: Interruptions;
  readonly summaries: Summaries;
  readonly #state: PreferencesState;

  constructor({ api, settings, now, ...rest }: SessionAttentionOptions) {
    const { state } = rest;
    const deviceId = (): string | undefined => settings.device.id;
    this.#state = state;
    this.preferences = new PreferencesKeeper({
      ...rest,
      api: new PreferencesApi(api),
      connects: settings.realtime,
    });
    this.interruptions = new Interruptions({ deviceId, settings: () => state.settings, now });
    this.summaries = new Summaries(deviceId);
  }

  /** What a tab has to know that begins to share. */
  get known(): { preferences: StoredPreferences | null; summaries: readonly string[] } {
    return { preferences: this.#state.stored, summaries: this.summaries.known };
  }

  /** Takes what is known in the tab that leads. */
  learn({ preferences, summaries = [] }: Partial<SessionAttention["known"]>): void {
    if (preferences) this.preferences.hear(preferences);
    this.summaries.learn(summaries);
  }
}
