import type { IncomingMessage, ServerResponse } from "node:http";
import { mergePatch } from "../../src/mergePatch.js";
import type { Preferences, PreferencesAnswer } from "../../src/preferenceTypes.js";

/** Plays the endpoints of one user's preferences, with their ETags. */
export class FakePreferences {
  document: Preferences = {};
  /** What the answer has besides. */
  rest: Omit<PreferencesAnswer, "preferences"> = { types: ["message", "payment"], required_types: ["payment"] };
  readonly requests: { line: string; headers: IncomingMessage["headers"]; body: string }[] = [];
  /** Status to answer instead of the real thing. */
  failure: number | undefined;
  /** Body of such an answer. */
  problem: unknown = {};
  /** Called before a change is compared with its If-Match: another device may be faster. */
  beforeChange = (): void => {};
  #version = 1;
  #held: (() => void)[] | undefined;

  get etag(): string {
    return `"p${this.#version}"`;
  }

  get lines(): string[] {
    return this.requests.map(({ line }) => line);
  }

  get holding(): number {
    return this.#held?.length ?? 0;
  }

  /** As another device changes them. */
  change(patch: unknown): void {
    this.document = mergePatch(this.document, patch) as Preferences;
    this.#version++;
  }

  /** Takes requests, and works on them when released. */
  hold(): () => void {
    const waiting: (() => void)[] = (this.#held = []);
    return () => {
      this.#held = undefined;
      for (const work of waiting) work();
    };
  }

  answer(request: IncomingMessage, response: ServerResponse, path: string): void {
    let body = "";
    request.on("data", (chunk) => (body += String(chunk)));
    request.on("end", () => {
      this.requests.push({ line: `${request.method} ${path}`, headers: request.headers, body });
      const work = (): void => this.#work(request, response, path, body);
      if (this.#held) this.#held.push(work);
      else work();
    });
  }

  #work({ method, headers }: IncomingMessage, response: ServerResponse, path: string, body: string): void {
    const send = (status: number, answer?: unknown): void => {
      response.writeHead(status, { "Content-Type": "application/json", ETag: this.etag });
      response.end(answer === undefined ? undefined : JSON.stringify(answer));
    };
    const whole = (): unknown => ({ ...this.rest, preferences: this.document });
    if (this.failure) return send(this.failure, this.problem);
    if (method === "DELETE") {
      this.change({ devices: { [path.split("/").at(-1)!]: null } });
      return send(204);
    }
    if (method === "PATCH") {
      this.beforeChange();
      if (headers["if-match"] && headers["if-match"] !== this.etag) return send(412, whole());
      this.change(JSON.parse(body));
      return send(200, whole());
    }
    if (headers["if-none-match"] === this.etag) return send(304);
    send(200, whole());
  }
}
