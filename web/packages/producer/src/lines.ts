import { toJson } from "./json.js";
import type { BatchContent, BatchSend, Source } from "./types.js";
import type { Watchdog } from "./waiting.js";

/** Bytes that are gathered before they are handed on: a line alone would be a packet alone. */
const pieceBytes = 64 * 1024;

/** Most users of a line: with ids of full length, 750 bytes, and a full message it stays below the 1 MiB that the server reads. */
const lineUsers = 1_000;

type Opened<T> = Iterator<T> | AsyncIterator<T>;

/** Lines of JSON that are made while they are sent. */
export class Lines {
  readonly #source: Source<BatchSend>;
  readonly #isRepeatable: boolean;
  #isOpened = false;
  /** What the source threw, boxed, because it may throw anything. */
  failure: { readonly reason: unknown } | undefined;

  constructor(source: Source<BatchSend>) {
    this.#source = source;
    this.#isRepeatable = isRepeatable(source);
  }

  /** Whether all of it can be sent once more. */
  get canRepeat(): boolean {
    return this.failure === undefined && (this.#isRepeatable || !this.#isOpened);
  }

  /**
   * The bytes, made as fast as they are taken.
   * @param watchdog Stands still while the source is waited for.
   * @param ended Ends the reading of the source. `fetch` does not: it reads on, without a pause, when its connection is gone, and leaves a
   * source open when it was answered early.
   */
  stream(watchdog: Watchdog, ended: AbortSignal): ReadableStream<Uint8Array> {
    const encoder = new TextEncoder();
    let iterator: Opened<BatchSend> | undefined;
    const end = async (): Promise<void> => {
      try {
        await iterator?.return?.();
      } catch {
        // Whatever it has to say, nobody waits for it any more.
      }
    };
    const pull = async (controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> => {
      ended.throwIfAborted();
      watchdog.stop();
      try {
        iterator ??= this.#open();
        let text = "";
        let isDone = false;
        while (text.length < pieceBytes && !isDone) {
          const next = await iterator.next();
          isDone = next.done === true;
          if (!next.done) text += `${toJson(next.value)}\n`;
        }
        if (text !== "") controller.enqueue(encoder.encode(text));
        if (isDone) controller.close();
      } catch (reason) {
        if (!ended.aborted) this.failure = { reason };
        throw reason;
      } finally {
        watchdog.start();
      }
    };
    ended.addEventListener("abort", () => void end(), { once: true });
    // Nothing is read ahead: what was never asked for need not be read again.
    return new ReadableStream({ pull }, { highWaterMark: 0 });
  }

  #open(): Opened<BatchSend> {
    this.#isOpened = true;
    return iteratorOf(this.#source);
  }
}

/** One content for many users, as sends of up to 1,000 of them. A user who comes twice is in one send alone. */
export function sendsOf(content: BatchContent, userIds: Source<string>): Source<BatchSend> {
  async function* sends(): AsyncGenerator<BatchSend> {
    const known = new Set<string>();
    let user_ids: string[] = [];
    const iterator = iteratorOf(userIds);
    try {
      for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
        const id = next.value;
        if (known.has(id)) continue;
        known.add(id);
        user_ids.push(id);
        if (user_ids.length < lineUsers) continue;
        yield { ...content, user_ids };
        user_ids = [];
      }
      if (user_ids.length > 0) yield { ...content, user_ids };
    } finally {
      await iterator.return?.();
    }
  }
  return isRepeatable(userIds) ? sends : sends();
}

const isRepeatable = (source: Source<unknown>): boolean =>
  typeof source === "function" || Array.isArray(source) || source instanceof Set;

function iteratorOf<T>(source: Source<T>): Opened<T> {
  const iterable = typeof source === "function" ? source() : source;
  return Symbol.asyncIterator in iterable ? iterable[Symbol.asyncIterator]() : iterable[Symbol.iterator]();
}
