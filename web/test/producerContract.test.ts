import { FixiaError, FixiaProducer } from "@fixia/producer";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { document, faultsOf, step, type Operation } from "./support/openapi.js";

/** What the document calls a request, and what is wrong with its body. */
function judge(request: IncomingMessage, body: string): { operation: Operation; faults: string[] } {
  const path = request.url!.replace(/^\/api/, "").replace(/\?.*/, "");
  const route = Object.keys(document.paths).find((template) => new RegExp(`^${template.replace(/\{\w+\}/g, "[^/]+")}$`).test(path));
  const verb = request.method!.toLowerCase();
  const operation = document.paths[route!]![verb]!;
  const type = request.headers["content-type"];
  if (operation.requestBody === undefined) return { operation, faults: body === "" ? [] : ["A body is not expected."] };
  if (!(type! in operation.requestBody.content)) return { operation, faults: [`${type} is not expected.`] };
  const bodies = type === "application/x-ndjson" ? body.trimEnd().split("\n") : [body];
  const schema = `/paths/${step(route!)}/${verb}/requestBody/content/${step("application/json")}/schema`;
  return { operation, faults: bodies.flatMap((text) => faultsOf(schema, JSON.parse(text))) };
}

const seen: { operationId: string; faults: string[] }[] = [];
/** The status to answer with; the examples of the document are the bodies. */
let status = "";
const server = createServer((request, response) => {
  let body = "";
  request.on("data", (chunk: Buffer) => (body += chunk.toString()));
  request.on("end", () => {
    const { operation, faults } = judge(request, body);
    seen.push({ operationId: operation.operationId, faults });
    const content = Object.values(operation.responses[status]?.content ?? {})[0];
    response.writeHead(Number(status)).end(content === undefined ? "" : JSON.stringify(Object.values(content.examples!)[0]!.value));
  });
});
let producer: FixiaProducer;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`;
  producer = new FixiaProducer({ url, key: "k", maxAttempts: 1 });
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => void seen.splice(0));

const content = { type: "message", title: "Nuevo mensaje", message: "Hola", action_url: "/messages/17", priority: "critical" } as const;
const actions = [
  { id: "accept", label: "Aceptar" },
  { id: "decline", label: "Rechazar" },
];
const full = { ...content, user_ids: ["ana"], expires_at: "2027-02-01T08:00:00Z", send_at: new Date("2027-01-01T08:00:00Z"), actions, key: "a:1" };
const { key: _, user_ids: __, ...timed } = full;
const grouped = { ...timed, group_key: "conversation:17" };
const id = "019b7a3e-5c00-7f3a-9b1c-2d4e6f8a0b1c";

const calls: [string, number, () => Promise<unknown>, object | null | undefined][] = [
  ["CreateNotifications", 201, () => producer.notify({ ...content, user_ids: ["ana"] }), { notifications: [{ user_id: "ana" }] }],
  ["CreateNotifications", 202, () => producer.schedule({ ...full, group_key: "conversation:17" }), { scheduled: [{ user_id: "ana" }] }],
  ["UpdateNotifications", 200, () => producer.update("a:1", timed), { updated: 2, scheduled: 0, gone: 1 }],
  ["CancelNotifications", 200, () => producer.cancel("a:1"), { cancelled: 3, sent: 1, retracted: 0 }],
  ["CancelNotifications", 204, () => producer.cancel("a:1", { retract: true }), null],
  ["CreateAnnouncement", 201, () => producer.announce(content), { scope: "everybody" }],
  ["CreateBatch", 202, () => producer.sendBatch(grouped, ["ana", "bruno"]), { id, state: "running" }],
  ["CreateBatch", 202, () => producer.sendBatch([{ ...grouped, user_ids: ["ana"] }]), { id, state: "running" }],
  ["ReadBatch", 200, () => producer.batch(id), { id }],
  ["StopBatch", 200, () => producer.cancelBatch(id), { id }],
  ["DisconnectUser", 204, () => producer.disconnectUser("a/b"), undefined],
];

test.each(calls)("the client asks for %s as the API is described, and takes its %i", async (operationId, answered, call, expected) => {
  status = String(answered);
  const result = await call();
  expect(seen).toEqual([{ operationId, faults: [] }]);
  if (expected === null || expected === undefined) expect(result).toBe(expected);
  else expect(result).toMatchObject(expected);
});

test.each([
  ["CreateNotifications", 207, () => producer.notify({ ...content, user_ids: ["ana", "bruno"] })],
  ["UpdateNotifications", 207, () => producer.update("a:1", content)],
] as const)("the client finds the users that %s could not serve", async (_, answered, call) => {
  status = String(answered);
  const error: unknown = await call().catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(FixiaError);
  expect(error).toMatchObject({ status: 207, failures: [{ user_id: "bruno" }] });
});
