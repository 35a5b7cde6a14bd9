import type { Signal } from "./environment.js";

export interface TabsOptions<Message> {
  /** Tabs with the same key share; `null` keeps this tab to itself. */
  key: string | null;
  visible: Signal;
  /** This tab is to hold the connection from now on. */
  onLead(): void;
  /** Another tab took the connection over. */
  onFollow(): void;
  onMessage(message: Message): void;
  /** What the leader tells a tab that asks who leads. */
  greeting(): Message;
}

type Envelope<Message> = { kind: "who" } | { kind: "here" } | { kind: "say"; message: Message };

/** How long a leader may take to answer a visible tab before that tab takes over. */
const AnswerMs = 3_000;

/** Whether this browser has what sharing needs. */
export const canShare = (): boolean =>
  typeof BroadcastChannel !== "undefined" && typeof navigator !== "undefined" && navigator.locks !== undefined;

/**
 * What the tabs of one user divide among themselves. One tab leads: it holds the connection until it closes, and then
 * the next one takes over. One visible tab is on screen: it polls and shows toasts. Both are Web Locks, which the
 * browser frees when a tab dies. A leader that the system put to sleep keeps its lock and does not answer: a visible
 * tab takes it away.
 */
export class Tabs<Message> {
  readonly #options: TabsOptions<Message>;
  readonly #channel: BroadcastChannel | undefined;
  readonly #leader: HeldLock | undefined;
  readonly #screen: HeldLock | undefined;
  readonly #screenListeners = new Set<() => void>();
  #stopVisible: (() => void) | undefined;
  #answer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: TabsOptions<Message>) {
    this.#options = options;
    if (options.key === null) return;
    this.#channel = new BroadcastChannel(`fixia:${options.key}`);
    this.#channel.onmessage = ({ data }) => this.#hear(data as Envelope<Message>);
    this.#leader = new HeldLock(`fixia:leader:${options.key}`, {
      held: () => options.onLead(),
      stolen: () => options.onFollow(),
    });
    const changed = (): void => {
      for (const listener of this.#screenListeners) listener();
    };
    this.#screen = new HeldLock(`fixia:screen:${options.key}`, { held: changed, stolen: changed });
  }

  get leading(): boolean {
    return this.#leader?.held ?? true;
  }

  /** Visible, and the one among the visible tabs that polls and shows toasts. */
  readonly onScreen: Signal = {
    get: () => (this.#screen ? this.#screen.held : this.#options.visible.get()),
    subscribe: (listener) => {
      if (!this.#screen) return this.#options.visible.subscribe(listener);
      this.#screenListeners.add(listener);
      return () => this.#screenListeners.delete(listener);
    },
  };

  start(): void {
    if (!this.#leader) return this.#options.onLead();
    this.#leader.request();
    const follow = (): void => {
      if (this.#options.visible.get()) this.#screen?.request();
      else this.#screen?.release();
      this.#askWhoLeads();
    };
    this.#stopVisible = this.#options.visible.subscribe(follow);
    follow();
  }

  /** Tells the other tabs. */
  post(message: Message): void {
    this.#send({ kind: "say", message });
  }

  /** Runs `show` in one tab only, given that every tab asks: in the one on screen, else in the leader. */
  announce(show: () => void): void {
    if (!this.#screen || this.#screen.held) show();
    else if (this.leading) this.#screen.ifFree(show);
  }

  stop(): void {
    clearTimeout(this.#answer);
    this.#stopVisible?.();
    this.#screen?.release();
    this.#leader?.release();
    this.#channel?.close();
  }

  #askWhoLeads(): void {
    clearTimeout(this.#answer);
    if (this.leading) return;
    this.#send({ kind: "who" });
    if (!this.#options.visible.get()) return;
    this.#answer = setTimeout(() => {
      if (!this.leading) this.#leader?.request({ steal: true });
    }, AnswerMs);
  }

  #hear(envelope: Envelope<Message>): void {
    if (envelope.kind === "say") return this.#options.onMessage(envelope.message);
    if (envelope.kind === "here") return clearTimeout(this.#answer);
    if (!this.leading) return;
    this.#send({ kind: "here" });
    this.post(this.#options.greeting());
  }

  #send(envelope: Envelope<Message>): void {
    this.#channel?.postMessage(envelope);
  }
}

interface LockHandlers {
  held(): void;
  /** Another tab took it; it is asked for again. */
  stolen(): void;
}

/** A Web Lock that is wanted for as long as it is not released. */
class HeldLock {
  readonly #name: string;
  readonly #handlers: LockHandlers;
  #wanted: AbortController | undefined;
  #release: (() => void) | undefined;

  constructor(name: string, handlers: LockHandlers) {
    this.#name = name;
    this.#handlers = handlers;
  }

  get held(): boolean {
    return this.#release !== undefined;
  }

  request({ steal = false } = {}): void {
    if (this.#wanted && !steal) return;
    this.#wanted?.abort();
    const wanted = (this.#wanted = new AbortController());
    const options = steal ? { steal } : { signal: wanted.signal };
    navigator.locks
      .request(this.#name, options, () => {
        if (wanted.signal.aborted) return;
        return new Promise<void>((resolve) => {
          this.#release = resolve;
          this.#handlers.held();
        });
      })
      // Rejects when the request is withdrawn, and when the lock is stolen.
      .catch(() => {
        if (wanted.signal.aborted) return;
        this.#release = undefined;
        this.#wanted = undefined;
        this.#handlers.stolen();
        this.request();
      });
  }

  release(): void {
    this.#wanted?.abort();
    this.#wanted = undefined;
    this.#release?.();
    this.#release = undefined;
  }

  ifFree(run: () => void): void {
    navigator.locks
      .request(this.#name, { ifAvailable: true }, (lock) => {
        if (lock) run();
      })
      .catch(() => undefined);
  }
}
