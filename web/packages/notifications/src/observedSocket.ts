/** Close code with which the service says that a connection can't be recovered (reliable client specification). */
const PolicyViolation = 1008;

export interface SocketObserver {
  opened(): void;
  message(): void;
  closed(): void;
}

/**
 * The browser's WebSocket in the shape that the SDK works with, plus two things that it lacks: someone who watches, and
 * an end that does not wait for the other side. A null socket is one that is not wanted any more: it opens and closes
 * at once, which is how the SDK's recovery loop is told to stop.
 */
export class ObservedSocket {
  readonly #socket: WebSocket | null;
  readonly #observer: SocketObserver;
  #onopen: () => void = () => {};
  #onclose: (code: number, reason: string) => void = () => {};
  #onerror: (error: unknown) => void = () => {};
  #onmessage: (data: unknown) => void = () => {};
  #ended = false;

  constructor(socket: WebSocket | null, observer: SocketObserver) {
    this.#socket = socket;
    this.#observer = observer;
    if (!socket) {
      queueMicrotask(() => {
        this.#onopen();
        this.fail(PolicyViolation);
      });
      return;
    }
    socket.onopen = () => {
      this.#onopen();
      this.#observer.opened();
    };
    socket.onerror = (error) => this.#onerror(error);
    socket.onclose = ({ code, reason }) => this.#end(code, reason);
    socket.onmessage = ({ data }) => {
      this.#observer.message();
      this.#onmessage(data);
    };
  }

  onopen(handler: () => void): void {
    this.#onopen = handler;
  }

  onclose(handler: (code: number, reason: string) => void): void {
    this.#onclose = handler;
  }

  onerror(handler: (error: unknown) => void): void {
    this.#onerror = handler;
  }

  onmessage(handler: (data: unknown) => void): void {
    this.#onmessage = handler;
  }

  isOpen(): boolean {
    return !this.#ended && this.#socket !== null && this.#socket.readyState === this.#socket.OPEN;
  }

  async send(data: string): Promise<void> {
    this.#socket?.send(data);
  }

  close(code?: number, reason?: string): void {
    this.#socket?.close(code, reason);
  }

  /** Ends it now, with a code of the caller's choice. */
  fail(code: number): void {
    if (this.#ended) return;
    const socket = this.#socket;
    if (socket) {
      socket.onopen = socket.onclose = socket.onmessage = null;
      // Closing a socket that is still connecting counts as an error, which nobody waits for any more.
      socket.onerror = () => {};
      socket.close();
    }
    this.#end(code, "");
  }

  /** Ends it for good: the SDK will not try to recover. */
  dispose(): void {
    this.fail(PolicyViolation);
  }

  #end(code: number, reason: string): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#observer.closed();
    this.#onclose(code, reason);
  }
}
