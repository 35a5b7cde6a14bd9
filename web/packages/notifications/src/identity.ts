import { openChannel } from "./channel.js";

/** Whose session it is: the user that the server's answers name. A token proves nothing here, and a cookie has no name. */
export class Identity {
  readonly #known: (user: string) => void;
  readonly #changed: () => void;
  #user: string | undefined;

  /** `known` is called once, `changed` when an answer is another user's. */
  constructor(known: (user: string) => void, changed: () => void) {
    this.#known = known;
    this.#changed = changed;
  }

  get user(): string | undefined {
    return this.#user;
  }

  /** Takes whose answer it was; one that does not say proves nothing. */
  confirm(user: string | undefined): void {
    if (!user || user === this.#user) return;
    if (this.#user !== undefined) return this.#changed();
    this.#user = user;
    this.#known(user);
  }
}

/** Tells the tabs that send the same cookie whose it has become, which the page of its former user can't see. */
export class CookieWatch {
  readonly #channel;

  /** `heard` is called with the user that another tab was told. */
  constructor(negotiateUrl: string, heard: (user: string) => void) {
    this.#channel = openChannel<{ user: string }>(`fixia:cookie:${negotiateUrl}`, ({ user }) => heard(user));
  }

  tell(user: string): void {
    this.#channel?.post({ user });
  }

  stop(): void {
    this.#channel?.close();
  }
}
