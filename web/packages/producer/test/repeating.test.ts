import { expect, test, vi } from "vitest";
import { FixiaError, FixiaProducer } from "@fixia/producer";
import { content, created, cut, fakeApi, key, problem, silent, type Answer } from "./support/fakeApi.js";

const request = { ...content, user_ids: ["ana", "bruno"] };
const accepted: Answer = { status: 201, json: created("ana", "bruno") };
const error = (call: Promise<unknown>): Promise<FixiaError> =>
  call.then(() => expect.unreachable("It did not fail."), (reason: unknown) => reason as FixiaError);

test.each([408, 429, 500, 502, 503, 504])("%i is repeated with the same key and body", async (status) => {
  const { requests, producer } = await fakeApi({ status, json: problem(status) }, { status, text: "" }, accepted);
  expect(await producer().notify(request)).toEqual(created("ana", "bruno"));
  expect(requests).toHaveLength(3);
  expect(new Set(requests.map(({ headers }) => headers["idempotency-key"])).size).toBe(1);
  expect(new Set(requests.map(({ body }) => body)).size).toBe(1);
});

test("so is a connection that breaks, before the answer or in it", async () => {
  const broken: Answer = (incoming, response) => {
    incoming.resume().on("end", () => {
      response.writeHead(201, { "content-length": 100 }).write('{"notifi');
      setTimeout(() => response.destroy(), 10);
    });
  };
  const { requests, producer } = await fakeApi(cut, broken, accepted);
  expect(await producer().notify(request)).toEqual(created("ana", "bruno"));
  expect(requests).toHaveLength(1);
});

test("nobody listens: it fails without a status, after as many attempts as it may make", async () => {
  const client = new FixiaProducer({ url: "http://127.0.0.1:1/api", key, baseDelayMs: 1, maxAttempts: 3 });
  expect(await error(client.notify(request))).toMatchObject({
    status: null,
    attempts: 3,
    isTransient: true,
    message: "notify got no answer: the connection failed.",
  });
});

test("a server that never answers is given up, and tried again", async () => {
  const { producer } = await fakeApi(silent, accepted);
  expect(await producer({ timeoutMs: 1_000 }).notify(request)).toEqual(created("ana", "bruno"));
  const never = await fakeApi(silent);
  const failed = await error(never.producer({ timeoutMs: 50, maxAttempts: 2 }).notify(request));
  expect(failed).toMatchObject({ status: null, attempts: 2, message: "notify got no answer: nothing moved for 50 ms." });
});

test("it gives up after as many attempts as it may make, and tells the last failure", async () => {
  const { requests, producer } = await fakeApi({ status: 503, json: problem(503) });
  const failed = await error(producer({ maxAttempts: 4 }).notify(request));
  expect(requests).toHaveLength(4);
  expect(failed).toMatchObject({ status: 503, attempts: 4, isTransient: true, idempotencyKey: requests[0]!.headers["idempotency-key"] });
});

const waited = (requests: readonly { at: number }[]): number => requests[1]!.at - requests[0]!.at;

test("Retry-After in seconds is waited for", async () => {
  const { requests, producer } = await fakeApi({ status: 503, headers: { "Retry-After": "1" } }, accepted);
  await producer().notify(request);
  expect(waited(requests)).toBeGreaterThanOrEqual(990);
  expect(waited(requests)).toBeLessThan(10_000);
});

test("so it is as a date, by the server's clock", async () => {
  const hoursAhead = Date.now() + 5 * 3_600_000;
  const headers = { Date: new Date(hoursAhead).toUTCString(), "Retry-After": new Date(hoursAhead + 1_000).toUTCString() };
  const { requests, producer } = await fakeApi({ status: 429, headers }, accepted);
  await producer().notify(request);
  expect(waited(requests)).toBeGreaterThanOrEqual(990);
  expect(waited(requests)).toBeLessThan(10_000);
});

test("a server that asks to wait for longer than is waited is told of at once", async () => {
  const { requests, producer } = await fakeApi({ status: 503, headers: { "Retry-After": "60" } });
  expect(await error(producer({ maxDelayMs: 1_000 }).notify(request))).toMatchObject({ status: 503, attempts: 1, retryAfterMs: 60_000 });
  expect(requests).toHaveLength(1);
});

test.each(["soon", "", "-5"])("a Retry-After of %j asks for nothing", async (value) => {
  const { requests, producer } = await fakeApi({ status: 503, headers: { "Retry-After": value } }, accepted);
  await producer().notify(request);
  expect(requests).toHaveLength(2);
});

test("users that failed are tried again by the whole request: the key belongs to it", async () => {
  const failures = [{ user_id: "bruno", status: 429 }];
  const { requests, producer } = await fakeApi({ status: 207, json: { ...created("ana"), failures } }, accepted);
  expect(await producer().notify(request)).toEqual(created("ana", "bruno"));
  expect(requests).toHaveLength(2);
  expect(requests[1]!.body).toBe(requests[0]!.body);
  expect(requests[1]!.headers["idempotency-key"]).toBe(requests[0]!.headers["idempotency-key"]);
});

test("those that are left are told, and so is what was done for the others", async () => {
  const failures = [{ user_id: "bruno", status: 429 }];
  const { requests, producer } = await fakeApi({ status: 207, json: { ...created("ana"), failures } });
  const failed = await error(producer({ maxAttempts: 3 }).notify(request));
  expect(requests).toHaveLength(3);
  expect(failed).toBeInstanceOf(FixiaError);
  expect(failed).toMatchObject({ status: 207, attempts: 3, failures, answer: created("ana"), message: "notify could not serve 1 of its users." });
  expect(failed.answer).not.toHaveProperty("failures");
});

test("they are told also when the server goes away then", async () => {
  const failures = [{ user_id: "bruno", status: 503 }];
  const { producer } = await fakeApi({ status: 207, json: { ...created("ana"), failures } }, { status: 500, json: problem(500) });
  expect(await error(producer({ maxAttempts: 2 }).notify(request))).toMatchObject({ status: 500, failures, answer: null });
});

test("an update is completed by repeating it, too", async () => {
  const partly = { updated: 1, scheduled: 0, gone: 0, failures: [{ user_id: "bruno", status: 503 }] };
  const { requests, producer } = await fakeApi({ status: 207, json: partly }, { status: 200, json: { updated: 2, scheduled: 0, gone: 0 } });
  expect(await producer().update("k", content)).toEqual({ updated: 2, scheduled: 0, gone: 0 });
  expect(requests).toHaveLength(2);
});

test("an abort ends a request, and rejects with its reason", async () => {
  const aborter = new AbortController();
  const reason = new Error("The job was cancelled.");
  const { producer } = await fakeApi((incoming) => void incoming.resume().on("end", () => aborter.abort(reason)));
  expect(await error(producer().notify(request, { signal: aborter.signal }))).toBe(reason);
});

test("so it does between two attempts", async () => {
  const { requests, producer } = await fakeApi({ status: 503, headers: { "Retry-After": "20" } });
  const aborter = new AbortController();
  const call = error(producer().notify(request, { signal: aborter.signal }));
  await vi.waitFor(() => expect(requests).toHaveLength(1), 10_000);
  setTimeout(() => aborter.abort("enough"), 200);
  expect(await call).toBe("enough");
  expect(requests).toHaveLength(1);
});

test("and before the first", async () => {
  const { requests, producer } = await fakeApi(accepted);
  expect(await error(producer().notify(request, { signal: AbortSignal.abort("no") }))).toBe("no");
  expect(requests).toEqual([]);
});

test("waiting for a batch can be ended", async () => {
  const { producer } = await fakeApi({ status: 200, json: { state: "running" } });
  const signal = AbortSignal.timeout(100);
  expect(await error(producer().waitForBatch("b1", { signal }))).toMatchObject({ name: "TimeoutError" });
});
