import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { expect, test, vi } from "vitest";
import { FixiaError, type BatchSend } from "@fixia/producer";
import { batch, content, cut, fakeApi, problem, type Answer } from "./support/fakeApi.js";

const accepted: Answer = { status: 202, json: batch("running", 2) };
const send = (user: string): BatchSend => ({ ...content, user_ids: [user] });
const sends = [send("ana"), send("bruno")];
const linesOf = (body: string): BatchSend[] => body.trimEnd().split("\n").map((line) => JSON.parse(line) as BatchSend);
const error = (call: Promise<unknown>): Promise<FixiaError> =>
  call.then(() => expect.unreachable("It did not fail."), (reason: unknown) => reason as FixiaError);

async function* generator(): AsyncGenerator<BatchSend> {
  yield* sends;
}

test.each([
  ["a list", sends],
  ["a set", new Set(sends)],
  ["an iterator", sends.values()],
  ["an async iterable", generator()],
  ["a stream", Readable.from(sends)],
  ["a function", generator],
])("sends come from %s, one a line", async (_, source) => {
  const { requests, producer } = await fakeApi(accepted);
  expect(await producer().sendBatch(source)).toEqual(batch("running", 2));
  expect(requests[0]).toMatchObject({ method: "POST", url: "/api/batches" });
  expect(requests[0]!.headers).toMatchObject({ "content-type": "application/x-ndjson", "transfer-encoding": "chunked" });
  expect(requests[0]!.headers["idempotency-key"]).toMatch(/^[0-9a-f-]{36}$/);
  expect(linesOf(requests[0]!.body)).toEqual(sends);
  expect(requests[0]!.body.endsWith("}\n")).toBe(true);
});

test("one content for many users is cut into lines of 1,000, and nobody is in two of them", async () => {
  const { requests, producer } = await fakeApi(accepted);
  const users = Array.from({ length: 2_500 }, (_, i) => `user-${i}`);
  await producer().sendBatch(content, [...users, "user-0", "user-2499"], { idempotencyKey: "campaign-1" });
  const lines = linesOf(requests[0]!.body);
  expect(lines.map(({ user_ids }) => user_ids.length)).toEqual([1_000, 1_000, 500]);
  expect(lines.flatMap(({ user_ids }) => user_ids)).toEqual(users);
  expect(lines.every((line) => line.title === content.title && line.message === content.message)).toBe(true);
  expect(requests[0]!.headers["idempotency-key"]).toBe("campaign-1");
});

test.each([
  ["of the longest ids", "語".repeat(248)],
  ["of ids that JSON escapes", '"'.repeat(252)],
])("no line is longer than the server reads, %s", async (_, rest) => {
  const { requests, producer } = await fakeApi(accepted);
  const users = Array.from({ length: 2_000 }, (_, i) => `${String(i).padStart(4, "0")}${rest}`);
  await producer().sendBatch({ ...content, message: "\u0001".repeat(4_000) }, users);
  const lines = requests[0]!.body.trimEnd().split("\n");
  expect(Math.max(...lines.map((line) => Buffer.byteLength(line)))).toBeLessThan(1024 * 1024);
  expect(lines.flatMap((line) => linesOf(line)[0]!.user_ids)).toEqual(users);
});

test("one text is no list of users", async () => {
  const { requests, producer } = await fakeApi(accepted);
  await expect(producer().sendBatch(content, "ana")).rejects.toThrow(TypeError);
  expect(requests).toEqual([]);
});

test.each([
  ["a list", () => sends],
  ["a function", () => generator],
  ["a set of users", () => new Set(["ana", "bruno"])],
])("%s is sent again, with the same key and the same lines", async (_, source) => {
  const { requests, producer } = await fakeApi({ status: 503 }, { status: 429 }, accepted);
  const from = source();
  const client = producer();
  await (from instanceof Set ? client.sendBatch(content, from) : client.sendBatch(from));
  expect(requests).toHaveLength(3);
  expect(new Set(requests.map(({ body }) => body)).size).toBe(1);
  expect(new Set(requests.map(({ headers }) => headers["idempotency-key"])).size).toBe(1);
});

test("it is sent again when the connection breaks in the middle", async () => {
  const inTheMiddle: Answer = (request) => void request.once("data", () => request.socket.destroy());
  const { requests, producer } = await fakeApi(inTheMiddle, accepted);
  const long = { ...content, message: "x".repeat(4_000) };
  const many = Array.from({ length: 500 }, (_, i): BatchSend => ({ ...long, user_ids: [`user-${i}`] }));
  await producer().sendBatch(many);
  expect(linesOf(requests[0]!.body)).toEqual(many);
});

test.each([
  ["an async iterable", (): AsyncIterable<BatchSend> => generator()],
  ["an iterator", (): Iterable<BatchSend> => sends.values()],
  ["a stream", (): AsyncIterable<BatchSend> => Readable.from(sends)],
])("of %s nothing is sent twice: the rest alone would look like all of it", async (_, source) => {
  const { requests, producer } = await fakeApi({ status: 503, json: problem(503) });
  const failed = await error(producer().sendBatch(source()));
  expect(requests).toHaveLength(1);
  expect(failed).toMatchObject({ status: 503, attempts: 1, isTransient: true, idempotencyKey: requests[0]!.headers["idempotency-key"] });
});

test("nor is one of users", async () => {
  const { requests, producer } = await fakeApi({ status: 503 });
  const users = (function* (): Generator<string> {
    yield "ana";
  })();
  expect(await error(producer().sendBatch(content, users))).toMatchObject({ status: 503, attempts: 1 });
  expect(requests).toHaveLength(1);
});

test("an iterable that nobody began to read is sent when somebody listens", async () => {
  const { requests, url, producer } = await fakeApi(accepted);
  let calls = 0;
  const failingOnce: typeof fetch = (input, init) => fetch(calls++ === 0 ? url.replace(/:\d+/, ":1") : input, init);
  await producer({ fetch: failingOnce }).sendBatch(generator());
  expect(linesOf(requests[0]!.body)).toEqual(sends);
});

/** As many sends as are asked for, of 100 kB each, and how many were. */
function endless() {
  const counts = { made: 0, ended: false };
  async function* source(): AsyncGenerator<BatchSend> {
    try {
      for (;;) {
        counts.made++;
        yield { ...content, message: "x".repeat(4_000), user_ids: Array.from({ length: 400 }, (_, i) => `${"u".repeat(240)}${i}`) };
      }
    } finally {
      counts.ended = true;
    }
  }
  return { counts, source };
}

test("no more is made than the server takes", async () => {
  let paused: IncomingMessage | undefined;
  const { producer } = await fakeApi((request) => void (paused = request.pause()));
  const aborter = new AbortController();
  const { counts, source } = endless();
  const call = error(producer().sendBatch(source, { signal: aborter.signal }));
  await vi.waitFor(() => expect(paused).toBeDefined(), 10_000);
  let before: number;
  do {
    before = counts.made;
    await new Promise((resolve) => setTimeout(resolve, 200));
  } while (counts.made > before);
  // What the sockets of both sides hold.
  expect(counts.made).toBeLessThan(150);
  paused!.resume();
  await vi.waitFor(() => expect(counts.made).toBeGreaterThan(before + 100), 5_000);
  aborter.abort("enough");
  expect(await call).toBe("enough");
  await vi.waitFor(() => expect(counts.ended).toBe(true), 10_000);
});

test("an answer in the middle ends the reading of the source", async () => {
  const { counts, source } = endless();
  const { producer } = await fakeApi((request, response) => {
    request.once("data", () => {
      response.writeHead(400, { "content-type": "application/problem+json" }).end(JSON.stringify(problem(400, "Line 1: no.")));
    });
  });
  const failed = await error(producer({ maxAttempts: 1 }).sendBatch(source));
  expect(failed).toBeInstanceOf(FixiaError);
  await vi.waitFor(() => expect(counts.ended).toBe(true), 10_000);
  expect(failed).toMatchObject({ status: 400, message: "sendBatch was answered 400: It failed. Line 1: no." });
});

test("what a source throws is thrown, and not tried again", async () => {
  const reason = new Error("The database is away.");
  let begun = 0;
  async function* failing(): AsyncGenerator<BatchSend> {
    begun++;
    yield send("ana");
    throw reason;
  }
  const { requests, producer } = await fakeApi(accepted);
  expect(await error(producer().sendBatch(failing))).toBe(reason);
  expect([begun, requests.length]).toEqual([1, 0]);
});

test("a slow source is waited for, a slow server is not", async () => {
  async function* slow(): AsyncGenerator<BatchSend> {
    yield send("ana");
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    yield send("bruno");
  }
  const { requests, producer } = await fakeApi(accepted, (request) => void request.pause());
  await producer({ timeoutMs: 1_000 }).sendBatch(slow);
  expect(linesOf(requests[0]!.body)).toEqual(sends);
  const stuck = error(producer({ timeoutMs: 1_000, maxAttempts: 1 }).sendBatch(endless().source));
  expect(await stuck).toMatchObject({ status: null, message: "sendBatch got no answer: nothing moved for 1000 ms." });
});

test("an abort ends a source that waits", async () => {
  const aborter = new AbortController();
  async function* waiting(): AsyncGenerator<BatchSend> {
    aborter.abort("enough");
    await new Promise(() => {});
    yield send("ana");
  }
  const { producer } = await fakeApi(cut);
  expect(await error(producer().sendBatch(waiting, { signal: aborter.signal }))).toBe("enough");
});

test("batches are listed a page at a time, and no further than is asked for", async () => {
  const page = (cursor: string | null): Answer => ({ status: 200, json: { batches: [batch("running", 2)], cursor } });
  const { requests, producer } = await fakeApi(page("a b"), page(null));
  const listed = [];
  for await (const one of producer().batches()) {
    listed.push(one);
    expect(requests).toHaveLength(listed.length);
  }
  expect(listed).toEqual([batch("running", 2), batch("running", 2)]);
  expect(requests.map(({ url }) => url)).toEqual(["/api/batches", "/api/batches?cursor=a%20b"]);
});
