import type { ServerEvents } from "./protocol.js";

/** What came in quiet hours that have ended, as far as it would have interrupted on this device. */
export interface NotificationSummary {
  readonly id: string;
  /** When the quiet hours began and ended. */
  readonly since: string;
  readonly until: string;
  readonly count: number;
  /** How many there are of each type. */
  readonly types: Readonly<Record<string, number>>;
}

/** Reads each summary once, for one device. */
export class Summaries {
  readonly #deviceId: () => string | undefined;
  readonly #known = new Set<string>();

  constructor(deviceId: () => string | undefined) {
    this.#deviceId = deviceId;
  }

  /** The ids of those that were read. */
  get known(): readonly string[] {
    return [...this.#known];
  }

  /** Another tab read these. */
  learn(ids: readonly string[]): void {
    for (const id of ids) this.#known.add(id);
  }

  /** `null` when it was read before, or says nothing to this device. */
  read(data: ServerEvents["notification:summary"]): NotificationSummary | null {
    const { id, since, until, byDevice } = data;
    if (this.#known.has(id)) return null;
    this.#known.add(id);
    const deviceId = this.#deviceId();
    const { count, types } = (deviceId === undefined ? undefined : byDevice?.[deviceId]) ?? data;
    return count > 0 ? { id, since, until, count, types: types ?? {} } : null;
  }
}
