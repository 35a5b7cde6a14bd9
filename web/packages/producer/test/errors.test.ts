import { inspect } from "node:util";
import { expect, test } from "vitest";
import { FixiaError, FixiaProducer, type FixiaProducerOptions } from "@fixia/producer";
import { content, cut, fakeApi, key, problem } from "./support/fakeApi.js";

const request = { ...content, user_ids: ["ana"] };
const failing = (call: Promise<unknown>): Promise<FixiaError> =>
  call.then(
    () => expect.unreachable("It did not fail."),
    (error: unknown) => {
      expect(error).toBeInstanceOf(FixiaError);
      return error as FixiaError;
    },
  );

test.each([400, 401, 404, 409, 422])("%i is not repeated, and says why", async (status) => {
  const { requests, producer } = await fakeApi({ status, json: { ...problem(status, "'title' is wrong."), member: "title" } });
  const error = await failing(producer().notify(request));
  expect(requests).toHaveLength(1);
  expect(error).toMatchObject({ status, attempts: 1, isTransient: false, failures: [], answer: null });
  expect(error.problem).toMatchObject({ title: "It failed.", member: "title" });
  expect(error.message).toBe(`notify was answered ${status}: It failed. 'title' is wrong.`);
  expect(error.idempotencyKey).toBe(requests[0]!.headers["idempotency-key"]);
});

test("the empty 401 of the Functions host is told as it is", async () => {
  const { producer } = await fakeApi({ status: 401 });
  const error = await failing(producer().batch("b1"));
  expect(error).toMatchObject({ status: 401, problem: null, idempotencyKey: null, message: "batch was answered 401." });
});

test("a page of a proxy is no problem details", async () => {
  const { producer } = await fakeApi({ status: 404, text: "<html>" });
  expect(await failing(producer().batch("b1"))).toMatchObject({ status: 404, problem: null });
});

test.each(["", "<html>", "17"])("a success that is no JSON object is a failure: %j", async (text) => {
  const { requests, producer } = await fakeApi({ status: 200, text });
  expect(await failing(producer().batch("b1"))).toMatchObject({ status: 200, isTransient: false });
  expect(requests).toHaveLength(1);
});

test("a redirect is not followed: it would be told the key", async () => {
  const elsewhere = await fakeApi({ status: 204 });
  const { producer } = await fakeApi({ status: 307, headers: { location: `${elsewhere.url}/users/ana/disconnect` } });
  expect(await failing(producer().disconnectUser("ana"))).toMatchObject({ status: 307, isTransient: false });
  expect(elsewhere.requests).toEqual([]);
});

test("no error and no client shows the key", async () => {
  const refused = await fakeApi({ status: 401, json: problem(401) });
  const gone = await fakeApi(cut);
  const shown = [
    refused.producer(),
    await failing(refused.producer().notify(request)),
    await failing(gone.producer({ maxAttempts: 1 }).notify(request)),
    await failing(gone.producer({ maxAttempts: 1 }).sendBatch([request])),
  ].map((value) => inspect(value, { depth: 9, showHidden: true }) + JSON.stringify(value));
  expect(shown.join("")).toContain("FixiaError");
  expect(shown.join("")).not.toContain(key);
});

test("no message shows an id or a key of a notification", async () => {
  const { producer } = await fakeApi({ status: 404, json: problem(404) });
  const client = producer();
  const errors = [await failing(client.update("order:4711", content)), await failing(client.disconnectUser("ana-4711"))];
  expect(errors.map(({ message }) => message).join("")).not.toContain("4711");
});

test.each(["", ".", ".."])("%j would address something else in a path", async (text) => {
  const { requests, producer } = await fakeApi({ status: 204 });
  const client = producer();
  for (const call of [client.cancel(text), client.update(text, content), client.batch(text), client.disconnectUser(text)]) {
    expect(await failing(call)).toMatchObject({ status: 400, attempts: 0 });
  }
  expect(await failing(client.disconnectUser("\ud800"))).toMatchObject({ status: 400, problem: { member: "userId" } });
  expect(requests).toEqual([]);
});

test("what would be sent at once by mistake is refused", async () => {
  const { requests, producer } = await fakeApi({ status: 201, json: {} });
  const client = producer();
  const never = new Date(Number.NaN);
  expect(await failing(client.schedule({ ...request, send_at: never }))).toMatchObject({ problem: { member: "send_at" } });
  expect(await failing(client.schedule(request as never))).toMatchObject({ problem: { member: "send_at" } });
  expect(await failing(client.sendBatch([{ ...request, send_at: never }]))).toMatchObject({ problem: { member: "send_at" } });
  expect(requests).toEqual([]);
});

test.each(["", "a b", "ñ", "a\nb", "a".repeat(256)])("an idempotency key can't be %j", async (idempotencyKey) => {
  const { requests, producer } = await fakeApi({ status: 201, json: {} });
  const error = await failing(producer().notify(request, { idempotencyKey }));
  expect(error).toMatchObject({ status: 400, problem: { member: "idempotencyKey" } });
  expect(requests).toEqual([]);
});

test.each<Partial<FixiaProducerOptions>>([
  { key: "" },
  { key: "sEcReT key" },
  { key: "sEcReT\n" },
  { url: "sEcReT" },
  { url: "ftp://sEcReT" },
  { url: "https://u:sEcReT@fixia.example/api" },
  { url: "https://fixia.example/api?code=sEcReT" },
  { maxAttempts: 0 },
  { timeoutMs: Number.NaN },
  { baseDelayMs: -1 },
])("options that can't be used are refused at once, without showing them: %j", (options) => {
  const make = (): FixiaProducer => new FixiaProducer({ url: "https://fixia.example/api", key, ...options });
  expect(make).toThrow(TypeError);
  expect(make).not.toThrow(/sEcReT/);
});
