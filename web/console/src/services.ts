import { ProblemError, type Api } from "./api.js";

/** What the services of the local stack can be made to do wrong; docs/web-pubsub-support.md says more of each. */
export const faultKinds = [
  "restDelayed",
  "restThrottled",
  "restUnavailable",
  "clientRefused",
  "clientDropped",
  "upstreamDelayed",
  "upstreamRefused",
  "upstreamAnswerLost",
] as const;
export type FaultKind = (typeof faultKinds)[number];

/** Those that need a delay. */
export const delays = (kind: FaultKind): boolean => kind === "restDelayed" || kind === "upstreamDelayed";

export interface NewFault {
  kind: FaultKind;
  /** 0 to 1. */
  probability: number;
  /** How often it happens; without end when left out. */
  count?: number;
  delayMs?: number;
}

export interface Fault extends NewFault {
  id: number;
  happened: number;
}

export interface ServicesState {
  /** Null where the service is not one of the stack. */
  connections: number | null;
  store: { probability: number; count: number; throttled: number } | null;
}

/** The services of the local stack, on whose origin this page is. */
export class LocalServices {
  /** They are asked for where they can be: by a page of this machine, of the API that it is signed in to. */
  static async find(api: Api, signal: AbortSignal): Promise<LocalServices | null> {
    if (!["localhost", "127.0.0.1", "[::1]"].includes(location.hostname) || !api.isOfThisPage) return null;
    const services = new LocalServices();
    return services.read(signal).then(
      (state) => (state !== null && typeof state === "object" && "connections" in state ? services : null),
      () => null,
    );
  }

  read(signal: AbortSignal): Promise<ServicesState> {
    return this.#json("services", signal);
  }

  faults(signal: AbortSignal): Promise<Fault[]> {
    return this.#json("faults", signal);
  }

  async add(fault: NewFault, signal: AbortSignal): Promise<void> {
    await this.#send("faults", "POST", signal, fault);
  }

  async remove(id: number, signal: AbortSignal): Promise<void> {
    await this.#send(`faults/${id}`, "DELETE", signal).catch((error: unknown) => {
      // One that is over went by itself.
      if (!(error instanceof ProblemError && error.status === 404)) throw error;
    });
  }

  /** How many connections were cut. */
  async cut(signal: AbortSignal): Promise<number> {
    return (await this.#json<{ cut: number }>("faults/:cutClients", signal, "POST")).cut;
  }

  /** Has a share of the store's requests refused. */
  async throttle(probability: number, signal: AbortSignal): Promise<void> {
    await this.#send(`store?probability=${probability}`, "POST", signal);
  }

  async throttleNoMore(signal: AbortSignal): Promise<void> {
    await this.#send("store", "DELETE", signal);
  }

  async #json<T>(route: string, signal: AbortSignal, method = "GET"): Promise<T> {
    return (await (await this.#send(route, method, signal)).json()) as T;
  }

  async #send(route: string, method: string, signal: AbortSignal, body?: object): Promise<Response> {
    const response = await fetch(`/dev/${route}`, {
      method,
      ...(body && { body: JSON.stringify(body), headers: { "Content-Type": "application/json" } }),
      credentials: "omit",
      cache: "no-store",
      signal,
    });
    if (response.ok) return response;
    const problem = (await response.json().catch(() => null)) as { detail?: string; message?: string } | null;
    throw new ProblemError(response.status, { detail: problem?.detail ?? problem?.message ?? "" }, undefined);
  }
}
