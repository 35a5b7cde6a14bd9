import { HttpError, type Api } from "./api.js";
import type { PreferencesAnswer, PreferencesPatch } from "./preferenceTypes.js";

/** The preferences as the server has them. */
export interface StoredPreferences {
  readonly answer: PreferencesAnswer;
  /** `null` where the server does not let this page see it. */
  readonly etag: string | null;
}

/** One member that the server does not take, and why. */
export interface PreferencesFlaw {
  readonly member: string;
  readonly detail: string;
}

/** The server does not take a change, because of what is in it. */
export class InvalidPreferencesError extends HttpError {
  override readonly name = "InvalidPreferencesError";

  constructor(
    status: number,
    detail: string,
    readonly flaws: readonly PreferencesFlaw[],
  ) {
    super(status, undefined, detail);
  }
}

/** The endpoints of the preferences. */
export class PreferencesApi {
  readonly #api: Api;

  constructor(api: Api) {
    this.#api = api;
  }

  /** `null` when they are still those of the ETag. */
  async read(etag: string | null, signal: AbortSignal): Promise<StoredPreferences | null> {
    const headers: Record<string, string> = etag === null ? {} : { "If-None-Match": etag };
    const { response, read } = await this.#api.call("preferences", { headers, signal });
    return response.status === 304 ? null : this.#stored(response, await read());
  }

  /** Changes those of the ETag; where they are others by now, nothing is changed, and these are answered. */
  async change(
    patch: PreferencesPatch,
    etag: string | null,
    signal: AbortSignal,
  ): Promise<StoredPreferences & { changed: boolean }> {
    const headers = {
      "Content-Type": "application/merge-patch+json",
      ...(etag === null ? {} : { "If-Match": etag }),
    };
    const init = { method: "PATCH", headers, body: JSON.stringify(patch), keepalive: true, signal };
    const { response, read } = await this.#api.call("preferences", init, [400, 412]);
    const body = await read();
    if (response.status === 400) throw asError(body);
    return { ...this.#stored(response, body), changed: response.ok };
  }

  async removeDevice(id: string, signal: AbortSignal): Promise<void> {
    const path = `preferences/devices/${encodeURIComponent(id)}`;
    await this.#api.call(path, { method: "DELETE", keepalive: true, signal });
  }

  #stored({ headers }: Response, body: unknown): StoredPreferences {
    const answer = { ...(body as PreferencesAnswer) };
    this.#api.tellOwner(answer.userId);
    return { answer: { ...answer, preferences: answer.preferences ?? {} }, etag: headers.get("ETag") };
  }
}

function asError(body: unknown): InvalidPreferencesError {
  const { title, detail, flaws } = { ...(body as { title?: string; detail?: string; flaws?: PreferencesFlaw[] }) };
  return new InvalidPreferencesError(400, detail ?? title ?? "PATCH answered 400", Array.isArray(flaws) ? flaws : []);
}
