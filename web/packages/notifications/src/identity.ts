import { openChannel, type Channel } from "./channel.js";

export interface IdentityOptions {
  /** Where a cookie goes that all tabs of the browser share; `undefined` where each has a token of its own. */
  cookieUrl: string | undefined;
  /** The server named the user; called once. */
  known(user: string): void;
  /** An answer was another user's. */
  changed(): void;
  /** Another tab says so: an answer of the server is to tell. */
  doubted(): void;
}

/** Whose session it is: the user that the server's answers name. A token proves nothing here, and a cookie has no name. */
export class Identity {
  readonly #options: IdentityOptions;
  readonly #channel: Channel<{ user: string }> | null;
  #user: string | undefined;

  constructor(options: IdentityOptions) {
    this.#options = options;
    // The page of a cookie's former user can't see that it has become another's.
    this.#channel =
      options.cookieUrl === undefined
        ? null
        : openChannel(`fixia:cookie:${options.cookieUrl}`, ({ user }) => {
            if (this.#user !== undefined && user !== this.#user) options.doubted();
          });
  }

  get user(): string | undefined {
    return this.#user;
  }

  /** Takes whose answer it was; one that does not say proves nothing. */
  confirm(user: string | undefined): void {
    if (!user || user === this.#user) return;
    if (this.#user !== undefined) return this.#options.changed();
    this.#user = user;
    this.#channel?.post({ user });
    this.#options.known(user);
  }

  stop(): void {
    this.#channel?.close();
  }
}
