import { expect, test } from "vitest";
import type { FixiaProducer } from "@fixia/producer";
import { batch, content, created, fakeApi, key, type Answer } from "./support/fakeApi.js";

const ok: Answer = { status: 200, json: { updated: 1, scheduled: 0, gone: 0 } };
const none: Answer = { status: 204 };
const running: Answer = { status: 200, json: batch("running", 2) };
const accepted: Answer = { status: 201, json: created("ana") };

test.each<[string, string, Answer, (producer: FixiaProducer) => Promise<unknown>]>([
  ["notify", "POST /api/notifications", accepted, (p) => p.notify({ ...content, user_ids: ["ana"] })],
  ["schedule", "POST /api/notifications", accepted, (p) => p.schedule({ ...content, user_ids: ["ana"], send_at: "2027-01-01" })],
  ["update", "PUT /api/notifications/by-key/a%3A1", ok, (p) => p.update("a:1", content)],
  ["cancel", "DELETE /api/notifications/by-key/a%3A1", none, (p) => p.cancel("a:1")],
  ["cancel", "DELETE /api/notifications/by-key/a?retract=true", none, (p) => p.cancel("a", { retract: true })],
  ["announce", "POST /api/announcements", { status: 201, json: { announcement: {} } }, (p) => p.announce(content)],
  ["batch", "GET /api/batches/b1", running, (p) => p.batch("b1")],
  ["cancelBatch", "DELETE /api/batches/b1", running, (p) => p.cancelBatch("b1")],
  ["disconnectUser", "POST /api/users/a%2Fb%20%C3%B1/disconnect", none, (p) => p.disconnectUser("a/b ñ")],
])("%s is %s, with the key", async (_, expected, answer, call) => {
  const { requests, producer } = await fakeApi(answer);
  await call(producer());
  expect(requests.map(({ method, url }) => `${method} ${url}`)).toEqual([expected]);
  expect(requests[0]!.headers["x-functions-key"]).toBe(key);
});

test("a producer with a name sends its own key, too, and without one no such header", async () => {
  const { requests, producer } = await fakeApi(none);
  await producer({ producerKey: "own" }).cancel("k");
  await producer().cancel("k");
  expect(requests.map(({ headers }) => headers["x-producer-key"])).toEqual(["own", undefined]);
  expect(() => producer({ producerKey: "o wn" })).toThrow("'producerKey' must be visible ASCII without blanks.");
});

test("sends what it was given, and times as ISO 8601", async () => {
  const { requests, producer } = await fakeApi({ status: 202, json: { notifications: [], scheduled: [] } });
  const send_at = new Date("2027-01-01T08:00:00Z");
  await producer().schedule({ ...content, user_ids: ["ana"], send_at, key: "k", priority: "critical", action_url: undefined });
  expect(JSON.parse(requests[0]!.body)).toEqual({
    ...content,
    user_ids: ["ana"],
    send_at: "2027-01-01T08:00:00.000Z",
    key: "k",
    priority: "critical",
  });
  expect(requests[0]!.headers["content-type"]).toBe("application/json");
});

test("sends buttons with whatever users get", async () => {
  const { requests, producer } = await fakeApi(accepted, ok, { status: 202, json: batch("running", 2) });
  const actions = [
    { id: "accept", label: "Aceptar" },
    { id: "decline", label: "Rechazar" },
  ];
  await producer().notify({ ...content, user_ids: ["ana"], actions });
  await producer().update("k", { ...content, actions });
  await producer().sendBatch({ ...content, actions }, ["ana"]);
  expect(requests.map(({ body }) => (JSON.parse(body) as { actions: unknown }).actions)).toEqual([actions, actions, actions]);
});

test("sends the group with what is made, as it is", async () => {
  const { requests, producer } = await fakeApi(accepted, accepted, { status: 202, json: batch("running", 1) });
  const group_key = "conversation:1";
  await producer().notify({ ...content, user_ids: ["ana"], group_key });
  await producer().sendBatch({ ...content, group_key }, ["ana"]);
  await producer().sendBatch([{ ...content, user_ids: ["ana"], group_key }]);
  expect(requests.map(({ body }) => (JSON.parse(body) as { group_key: unknown }).group_key)).toEqual([group_key, group_key, group_key]);
});

test("gives back what the server answers", async () => {
  const { producer } = await fakeApi(
    accepted,
    { status: 200, json: { cancelled: 1, sent: 2, retracted: 0 } },
    none,
    { status: 201, json: { announcement: { id: "announcement-1" } } },
  );
  const client = producer();
  expect(await client.notify({ ...content, user_ids: ["ana"] })).toEqual(created("ana"));
  expect(await client.cancel("k")).toEqual({ cancelled: 1, sent: 2, retracted: 0 });
  expect(await client.cancel("k")).toBeNull();
  expect(await client.announce(content)).toEqual({ id: "announcement-1" });
});

test("every call that creates has a key of its own, or the one that it is given", async () => {
  const { requests, producer } = await fakeApi(accepted);
  const client = producer();
  const request = { ...content, user_ids: ["ana"] };
  await client.notify(request);
  await client.notify(request);
  await client.notify(request, { idempotencyKey: "job-17" });
  const keys = requests.map(({ headers }) => headers["idempotency-key"]);
  expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
  expect(keys[1]).not.toBe(keys[0]);
  expect(keys[2]).toBe("job-17");
});

test("calls that create nothing need no key", async () => {
  const { requests, producer } = await fakeApi(ok);
  await producer().update("k", content);
  await producer().batch("b1");
  expect(requests.map(({ headers }) => headers["idempotency-key"])).toEqual([undefined, undefined]);
});

test("the base may end in slashes", async () => {
  const { url, requests, producer } = await fakeApi(none);
  await producer({ url: `${url}//` }).disconnectUser("ana");
  expect(requests[0]!.url).toBe("/api/users/ana/disconnect");
});

test("requests go through the fetch that it is given", async () => {
  const { requests, producer } = await fakeApi(none);
  const seen: unknown[] = [];
  const counting: typeof fetch = (input, init) => (seen.push(input), fetch(input, init));
  await producer({ fetch: counting }).disconnectUser("ana");
  expect(seen).toHaveLength(1);
  expect(requests).toHaveLength(1);
});

test("waits for a batch until it is done or stopped", async () => {
  const done = await fakeApi(running, running, { status: 200, json: batch("done") });
  expect(await done.producer().waitForBatch("b1", { pollMs: 1 })).toMatchObject({ state: "done" });
  expect(done.requests).toHaveLength(3);
  const stopped = await fakeApi(running, { status: 200, json: batch("stopped", 1) });
  expect(await stopped.producer().waitForBatch("b1", { pollMs: 1 })).toMatchObject({ state: "stopped", remaining: 1 });
});
