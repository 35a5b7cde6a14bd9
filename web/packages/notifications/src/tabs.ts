import type { Signal } from "./environment.js";

export interface TabsOptions<Message> {
  /** Tabs with the same key share; `null` keeps this tab to itself. */
  key: string | null;
  visible: Signal;
  /** This tab is to hold the connection from now on. */
  onLead(): void;
  onMessage(message: Message): void;
}

/** Whether this browser has what sharing needs. */
export const canShare = (): boolean =>
  typeof BroadcastChannel !== "undefined" && typeof navigator !== "undefined" && navigator.locks !== undefined;

/**
 * What the tabs of one user divide among themselves. One tab leads: it holds the connection until it closes, and then
 * the next one takes over. One visible tab is on screen: it polls and shows toasts. Both are Web Locks, which the
 * browser frees when a tab dies, so there are no heartbeats between tabs and no split brain.
 */
export class Tabs<Message> {
  readonly #options: TabsOptions<Message>;
  readonly #channel: BroadcastChannel | undefined;
  readonly #leader: HeldLock | undefined;
  readonly #screen: HeldLock | undefined;
  readonly #screenListeners = new Set<() => void>();
  #stopVisible: (() => void) | undefined;

  constructor(options: TabsOptions<Message>) {
    this.#options = options;
    if (options.key === null) return;
    this.#channel = new BroadcastChannel(`fixia:${options.key}`);
    this.#channel.onmessage = ({ data }) => options.onMessage(data as Message);
    this.#leader = new HeldLock(`fixia:leader:${options.key}`, () => options.onLead());
    this.#screen = new HeldLock(`fixia:screen:${options.key}`, () => {
      for (const listener of this.#screenListeners) listener();
    });
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
    const follow = (): void => (this.#options.visible.get() ? this.#screen?.request() : this.#screen?.release());
    this.#stopVisible = this.#options.visible.subscribe(follow);
    follow();
  }

  /** Tells the other tabs. */
  post(message: Message): void {
    this.#channel?.postMessage(message);
  }

  /** Runs `show` in one tab only, given that every tab asks: in the one on screen, else in the leader. */
  announce(show: () => void): void {
    if (!this.#screen || this.#screen.held) show();
    else if (this.leading) this.#screen.ifFree(show);
  }

  stop(): void {
    this.#stopVisible?.();
    this.#screen?.release();
    this.#leader?.release();
    this.#channel?.close();
  }
}

/** A Web Lock that is wanted for as long as it is not released. */
class HeldLock {
  readonly #name: string;
  readonly #onHeld: () => void;
  #wanted: AbortController | undefined;
  #release: (() => void) | undefined;

  constructor(name: string, onHeld: () => void) {
    this.#name = name;
    this.#onHeld = onHeld;
  }

  get held(): boolean {
    return this.#release !== undefined;
  }

  request(): void {
    if (this.#wanted) return;
    const wanted = (this.#wanted = new AbortController());
    navigator.locks
      .request(this.#name, { signal: wanted.signal }, () =>
        wanted.signal.aborted
          ? undefined
          : new Promise<void>((resolve) => {
              this.#release = resolve;
              this.#onHeld();
            }),
      )
      // Rejects when the request is withdrawn, which is not an error here.
      .catch(() => undefined);
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
