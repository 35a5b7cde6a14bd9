import type { NotificationClientOptions, Signal } from "@fixia/notifications";
import type { Wire } from "./wire.js";

export type NetworkMode = "online" | "blocked" | "offline";

/** How long the far end of a cut socket stays open: the server does not learn of a lost network at once either. */
const HalfOpenMs = 40_000;

/** A network of one device that can be switched: it gives the client its `fetch`, `WebSocket` and online signal. */
export class SimulatedNetwork {
  readonly #wire: Wire;
  readonly #listeners = new Set<() => void>();
  readonly #sockets = new Set<SimulatedSocket>();
  #mode: NetworkMode = "online";

  constructor(wire: Wire) {
    this.#wire = wire;
  }

  readonly online: Signal = {
    get: () => this.#mode !== "offline" && navigator.onLine,
    subscribe: (listener) => {
      const events = ["online", "offline"];
      for (const event of events) addEventListener(event, listener);
      this.#listeners.add(listener);
      return () => {
        for (const event of events) removeEventListener(event, listener);
        this.#listeners.delete(listener);
      };
    },
  };

  get mode(): NetworkMode {
    return this.#mode;
  }

  set mode(mode: NetworkMode) {
    this.#mode = mode;
    if (mode !== "online") for (const socket of [...this.#sockets]) socket.cut();
    for (const listener of [...this.#listeners]) listener();
  }

  /** The options that put a client on this network. */
  clientOptions(): Pick<NotificationClientOptions, "fetch" | "WebSocket" | "online"> {
    const network = this;
    return {
      online: this.online,
      fetch: (input, init) => this.#fetch(String(input), init),
      WebSocket: class extends SimulatedSocket {
        constructor(url: string, protocol: string) {
          super(url, protocol, network.#wire, network.#sockets, () => network.#mode === "online");
        }
      } as unknown as typeof WebSocket,
    };
  }

  async #fetch(url: string, init?: RequestInit): Promise<Response> {
    const call = `${init?.method ?? "GET"} ${new URL(url, location.href).pathname}`;
    if (this.#mode === "offline") {
      this.#wire.add("failed", `${call}: no network`);
      throw new TypeError("The simulated network is off.");
    }
    this.#wire.add("sent", call);
    const response = await fetch(url, init);
    const json = response.headers.get("Content-Type")?.includes("json");
    this.#wire.add(response.ok || response.status === 304 ? "received" : "failed", `${response.status} ${call}`, {
      body: json ? await response.clone().text() : "",
    });
    return response;
  }
}

/** The part of a WebSocket that the client uses, over a real one. */
class SimulatedSocket {
  readonly OPEN = WebSocket.OPEN;
  readyState: number = WebSocket.CONNECTING;
  onopen: (() => void) | null = null;
  onerror: ((event: unknown) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  readonly #wire: Wire;
  readonly #sockets: Set<SimulatedSocket>;
  #socket: WebSocket | null = null;

  constructor(url: string, protocol: string, wire: Wire, sockets: Set<SimulatedSocket>, reachable: () => boolean) {
    this.#wire = wire;
    this.#sockets = sockets;
    if (!reachable()) {
      wire.add("failed", "WebSocket: blocked");
      setTimeout(() => this.#end(1006, ""));
      return;
    }
    const socket = (this.#socket = new WebSocket(url, protocol));
    sockets.add(this);
    socket.onopen = () => {
      this.readyState = WebSocket.OPEN;
      wire.add("received", "WebSocket: open");
      this.onopen?.();
    };
    socket.onmessage = ({ data }) => {
      wire.addFrame("received", String(data));
      this.onmessage?.({ data });
    };
    socket.onclose = ({ code, reason }) => this.#end(code, reason);
  }

  send(data: string): void {
    this.#wire.addFrame("sent", data);
    this.#socket?.send(data);
  }

  close(code?: number, reason?: string): void {
    this.#socket?.close(code, reason);
  }

  /** Loses the network: this end sees the socket gone, the other end sees nothing. */
  cut(): void {
    const socket = this.#socket;
    if (socket) {
      socket.onopen = socket.onmessage = socket.onclose = null;
      setTimeout(() => socket.close(), HalfOpenMs);
      this.#socket = null;
    }
    this.#end(1006, "");
  }

  #end(code: number, reason: string): void {
    if (this.readyState === WebSocket.CLOSED) return;
    const wasOpening = this.readyState === WebSocket.CONNECTING;
    this.readyState = WebSocket.CLOSED;
    this.#sockets.delete(this);
    this.#wire.add("failed", `WebSocket: closed ${code}`);
    if (wasOpening) this.onerror?.(new Event("error"));
    this.onclose?.({ code, reason });
  }
}
