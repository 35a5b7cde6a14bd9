export type Direction = "sent" | "received" | "failed";

export interface WireEntry {
  readonly id: number;
  readonly time: string;
  readonly device: string;
  readonly direction: Direction;
  readonly summary: string;
  readonly detail: string;
}

const Kept = 200;

/** What went over the wire lately, newest first, without secrets. */
export class WireLog {
  readonly #listeners = new Set<() => void>();
  #entries: readonly WireEntry[] = [];
  #id = 0;

  readonly getSnapshot = (): readonly WireEntry[] => this.#entries;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  add(device: string, direction: Direction, summary: string, detail: string): void {
    const time = new Date().toISOString().slice(11, 23);
    const entry = { id: ++this.#id, time, device, direction, summary, detail: withoutSecrets(detail) };
    this.#entries = [entry, ...this.#entries].slice(0, Kept);
    this.#tell();
  }

  clear(): void {
    this.#entries = [];
    this.#tell();
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}

/** The log, from the point of view of one device. */
export class Wire {
  readonly #log: WireLog;
  readonly #device: string;

  constructor(log: WireLog, device: string) {
    this.#log = log;
    this.#device = device;
  }

  add(direction: Direction, summary: string, { body = "" } = {}): void {
    this.#log.add(this.#device, direction, summary, pretty(body));
  }

  /** Adds a frame of the Web PubSub JSON protocol under the names of the events in it. */
  addFrame(direction: Direction, frame: string): void {
    const message = JSON.parse(frame) as { type: string; event?: string; data?: unknown };
    const carried = [message.data ?? []].flat() as { event?: string }[];
    const names = message.type === "message" ? carried.map(({ event }) => event ?? "?") : [message.event];
    this.#log.add(this.#device, direction, [message.type, names.join(", ")].filter(Boolean).join(": "), pretty(frame));
  }
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    // Not JSON: an empty answer, for example.
    return text;
  }
}

function withoutSecrets(text: string): string {
  return text.replace(/(access_token=)[^"&\s]+/g, "$1...").replace(/("reconnectionToken": ")[^"]+/g, "$1...");
}
