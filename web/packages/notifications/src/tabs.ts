import { openChannel, type Channel } from "./channel.js";
import { onRest, type Signal } from "./environment.js";
import { Role } from "./role.js";

export interface TabsOptions<Message> {
  visible: Signal;
  online: Signal;
  /** How often a tab asks whether those that do something for it still live, in ms. */
  checkMs: number;
  /** This tab is to hold the connection from now on. */
  onLead(): void;
  /** Another tab is to hold it. */
  onFollow(): void;
  /** This tab was blocked or slept: it may have missed what the others told. */
  onReturn(): void;
  onMessage(message: Message): void;
  /** What the leader tells a tab that asks who leads. */
  greeting(): Message;
}

const roles = ["leader", "screen"] as const;
type RoleName = (typeof roles)[number];

/** Every message names its user: what another user's tab says is not for this one. */
type Envelope<Message> = { user: string } & Said<Message>;
type Said<Message> = { kind: "who" | "here"; role: RoleName } | { kind: "say"; message: Message };

/** Whether this browser has what sharing needs. */
function canShare(): boolean {
  try {
    return navigator.locks !== undefined;
  } catch {
    // No navigator, or a page that has none of the origin's rights.
    return false;
  }
}

/**
 * What the tabs of one user divide among themselves. One tab leads: it holds the connection until it closes, and then
 * the next one takes over. One visible tab is on screen: it polls and shows toasts. Before it is known whose tab it is,
 * it neither leads nor hears others, and polls for itself.
 */
export class Tabs<Message> {
  readonly #options: TabsOptions<Message>;
  readonly #screenListeners = new Set<() => void>();
  readonly #stops: (() => void)[] = [];
  #user = "";
  #shared: { channel: Channel<Envelope<Message>> } & Record<RoleName, Role> | undefined;
  #alone = false;
  #resting = false;
  /** When another tab was last heard, in ms since the epoch. */
  #heardAt = 0;

  constructor(options: TabsOptions<Message>) {
    this.#options = options;
  }

  get leading(): boolean {
    return this.#alone || this.#shared?.leader.held === true;
  }

  /** Visible, and the one among the visible tabs that polls and shows toasts. */
  readonly onScreen: Signal = {
    get: () => (this.#shared ? this.#shared.screen.held : this.#options.visible.get()),
    subscribe: (listener) => {
      this.#screenListeners.add(listener);
      return () => this.#screenListeners.delete(listener);
    },
  };

  start(): void {
    this.#stops.push(
      this.#options.visible.subscribe(() => this.#follow()),
      this.#options.online.subscribe(() => this.#follow()),
      onRest((resting) => {
        const back = this.#resting && !resting;
        this.#resting = resting;
        this.#follow();
        if (back) this.#options.onReturn();
      }),
    );
  }

  /** Joins the user's tabs that have the same key; `null` keeps this one to itself. */
  join(user: string, key: string | null): void {
    if (this.#shared || this.#alone) return;
    this.#user = user;
    const channel = key !== null && canShare() ? openChannel<Envelope<Message>>(`fixia:${key}`, this.#hear) : null;
    if (!channel) return this.#goAlone();
    const role = (name: RoleName, gained: () => void, lost: () => void): Role =>
      new Role({
        name: `fixia:${name}:${key}`,
        checkMs: this.#options.checkMs,
        ask: () => this.#send({ kind: "who", role: name }),
        gained: () => {
          this.#send({ kind: "here", role: name });
          // A channel that failed has made this tab do all by itself already.
          if (this.#shared) gained();
        },
        lost,
        failed: () => this.#goAlone(),
      });
    this.#shared = {
      channel,
      leader: role("leader", this.#options.onLead, () => {
        this.#options.onFollow();
        this.#options.onReturn();
      }),
      screen: role("screen", this.#tellScreen, this.#tellScreen),
    };
    this.#follow();
  }

  /** Tells the other tabs. */
  post(message: Message): void {
    this.#send({ kind: "say", message });
  }

  /** Runs `show` in one tab only, given that every tab asks: in the one on screen, else in the leader. */
  announce(show: () => void): void {
    if (!this.#shared || this.#shared.screen.held) show();
    else if (this.leading) this.#shared.screen.ifFree(show);
  }

  /** This tab can't lead as it should: another one, if there is one, is to try. */
  yield(): void {
    const { checkMs, online, onFollow } = this.#options;
    if (!this.#shared?.leader.held || Date.now() - this.#heardAt > 2 * checkMs) return;
    this.#shared.leader.release();
    // First, because asking may show that this tab has to do all by itself.
    onFollow();
    // Without a network it does not wait in turn until there is one, or tabs without one would take turns.
    if (online.get()) this.#shared?.leader.want();
  }

  stop(): void {
    for (const stop of this.#stops.splice(0)) stop();
    this.#unshare();
    this.#alone = false;
  }

  /** Wants what fits: nothing while it sleeps, to be on screen only while visible. */
  #follow(): void {
    const shared = this.#shared;
    if (!shared) return this.#tellScreen();
    if (this.#resting && shared.leader.held) this.#options.onFollow();
    if (this.#resting) shared.leader.release();
    else if (this.#options.online.get()) shared.leader.want();
    // Asking may have shown that nobody can be asked.
    if (this.#shared !== shared) return;
    if (this.#resting || !this.#options.visible.get()) shared.screen.release();
    else shared.screen.want();
    for (const role of roles) shared[role].ask();
  }

  /** Does all of it without the others. */
  #goAlone(): void {
    if (this.#alone) return;
    this.#unshare();
    this.#alone = true;
    this.#tellScreen();
    this.#options.onLead();
  }

  #unshare(): void {
    const shared = this.#shared;
    this.#shared = undefined;
    shared?.channel.close();
    for (const role of roles) shared?.[role].release();
  }

  readonly #tellScreen = (): void => {
    for (const listener of [...this.#screenListeners]) listener();
  };

  readonly #hear = (envelope: Envelope<Message>): void => {
    const shared = this.#shared;
    if (!shared || envelope.user !== this.#user) return;
    this.#heardAt = Date.now();
    if (envelope.kind === "say") return this.#options.onMessage(envelope.message);
    const role = shared[envelope.role];
    if (envelope.kind === "here") return role.heard();
    if (!role.held) return;
    this.#send({ kind: "here", role: envelope.role });
    if (envelope.role === "leader") this.post(this.#options.greeting());
  };

  #send(said: Said<Message>): void {
    if (this.#shared?.channel.post({ ...said, user: this.#user }) === false) this.#goAlone();
  }
}
