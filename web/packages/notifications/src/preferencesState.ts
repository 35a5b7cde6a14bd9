import type { AttentionSettings } from "./attention.js";
import { mergePatch } from "./mergePatch.js";
import type { StoredPreferences } from "./preferencesApi.js";
import type { Preferences, PreferencesAnswer, PreferencesPatch, PreferencesSnapshot } from "./preferenceTypes.js";

const nothing: PreferencesSnapshot = {
  preferences: null,
  types: [],
  requiredTypes: [],
  defaults: {},
  saving: false,
  error: null,
  saveError: null,
};

/** What the server has of the preferences, with what is being saved on top of it, as one immutable snapshot. */
export class PreferencesState {
  readonly #listeners = new Set<() => void>();
  readonly #pending = new Set<PreferencesPatch>();
  #stored: StoredPreferences | null = null;
  #snapshot = nothing;

  get snapshot(): PreferencesSnapshot {
    return this.#snapshot;
  }

  /** As the server has them; `null` until they were read. */
  get stored(): StoredPreferences | null {
    return this.#stored;
  }

  /** What decides here about an announcement; `null` until it was read. */
  get settings(): AttentionSettings | null {
    return this.#stored && { ...this.#stored.answer, preferences: this.#snapshot.preferences };
  }

  subscribe(listener: () => void): () => void {
    const entry = (): void => listener();
    this.#listeners.add(entry);
    return () => this.#listeners.delete(entry);
  }

  /** Takes what the server has, in which a change may be saved by now. */
  store(stored: StoredPreferences, saved?: PreferencesPatch): void {
    this.#stored = stored;
    if (saved) this.#pending.delete(saved);
    this.#publish({ error: null });
  }

  /** Shows a change before the server has it. */
  begin(patch: PreferencesPatch): void {
    this.#pending.add(patch);
    this.#publish({ saveError: null });
  }

  /** The change is no longer on its way, and in what the server has if it was saved. */
  end(patch: PreferencesPatch, saveError: Error | null): void {
    if (this.#pending.delete(patch)) this.#publish(saveError ? { saveError } : {});
  }

  /** Reading them went so. */
  tell(error: Error | null): void {
    if (error !== this.#snapshot.error) this.#publish({ error });
  }

  /** Forgets everything. */
  reset(): void {
    this.#stored = null;
    this.#pending.clear();
    this.#publish({ error: null, saveError: null });
  }

  #publish(errors: Partial<Pick<PreferencesSnapshot, "error" | "saveError">>): void {
    const { error, saveError } = { ...this.#snapshot, ...errors };
    const saving = this.#pending.size > 0;
    this.#snapshot = { ...(this.#stored ? this.#view(this.#stored.answer) : nothing), saving, error, saveError };
    for (const listener of [...this.#listeners]) listener();
  }

  #view(answer: PreferencesAnswer): PreferencesSnapshot {
    return {
      ...nothing,
      preferences: [...this.#pending].reduce<unknown>(mergePatch, answer.preferences) as Preferences,
      types: answer.types ?? [],
      requiredTypes: answer.required_types ?? [],
      defaults: answer.defaults ?? {},
    };
  }
}
