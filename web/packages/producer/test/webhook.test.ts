import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { verifyWebhook, WebhookError, type WebhookHeaders, type WebhookRequest } from "@fixia/producer";

const key = Buffer.from("0123456789abcdefghijklmn");
const secret = `whsec_${key.toString("base64")}`;
const other = `whsec_${Buffer.from("another-key-of-24-bytes!").toString("base64")}`;
const sentAt = Date.UTC(2026, 10, 27, 18, 0, 5);
const event = {
  type: "notification.acted",
  timestamp: "2026-11-27T18:00:00.000Z",
  data: { notification_id: "n1", user_id: "ana", notification_type: "proposal", action: "accept", acted_at: "2026-11-27T18:00:00.000Z" },
} as const;
const body = JSON.stringify(event, null, 1).replace("ana", "ñandú");
const read = { ...event, data: { ...event.data, user_id: "ñandú" } };

/** A request as the server makes it, signed with `whsec_` secrets. */
function sent(text = body, secrets = [secret], at = sentAt): { headers: Record<string, string>; body: string } {
  const timestamp = String(Math.floor(at / 1_000));
  const signed = secrets.map((each) => {
    const hmac = createHmac("sha256", Buffer.from(each.slice("whsec_".length), "base64"));
    return `v1,${hmac.update(`msg_1.${timestamp}.${text}`).digest("base64")}`;
  });
  return { headers: { "webhook-id": "msg_1", "webhook-timestamp": timestamp, "webhook-signature": signed.join(" ") }, body: text };
}

/** Why it is refused. */
function faultOf(over: Partial<Record<keyof WebhookRequest, unknown>>): WebhookError {
  try {
    verifyWebhook({ secret, now: sentAt, ...sent(), ...over } as WebhookRequest);
  } catch (error) {
    expect(error).toBeInstanceOf(WebhookError);
    return error as WebhookError;
  }
  expect.unreachable("It was taken.");
}

describe("what the server signed is taken", () => {
  const { headers } = sent();

  test.each<[string, Partial<WebhookRequest>]>([
    ["text", {}],
    ["bytes", { body: new TextEncoder().encode(body) }],
    ["a Buffer", { body: Buffer.from(body) }],
    ["the headers of fetch", { headers: new Headers(headers) }],
    ["the headers of another fetch", { headers: { get: (name: string) => headers[name] ?? null } as unknown as Headers }],
    ["headers among others", { headers: { ...headers, host: "api.example", "set-cookie": ["a", "b"], via: undefined } }],
    ["headers as lists", { headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])) }],
  ])("as %s", (_, over) => {
    expect(verifyWebhook({ secret, now: sentAt, ...sent(), ...over })).toEqual(read);
  });

  test("by the example of the standard", () => {
    const webhook = {
      secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
      headers: {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
      },
      body: '{"test": 2432232314}',
      now: 1_614_265_330_000,
    };
    expect(faultOf(webhook), "which is signed, and no event").toMatchObject({ fault: "body" });
    expect(faultOf({ ...webhook, body: '{"test": 2432232315}' })).toMatchObject({ fault: "signature" });
  });

  test("with any of several secrets and signatures, while the secret is being changed", () => {
    const taken = (secrets: string | string[], signedWith: string[]) =>
      verifyWebhook({ secret: secrets, now: sentAt, ...sent(body, signedWith) }).type;
    expect(taken([other, secret], [secret])).toBe("notification.acted");
    expect(taken(secret, [other, secret])).toBe("notification.acted");
    const { headers } = sent();
    const among = { ...headers, "webhook-signature": `v1a,AAAA v1, junk ${headers["webhook-signature"]}` };
    expect(verifyWebhook({ secret, now: sentAt, body, headers: among })).toEqual(read);
  });

  test("within five minutes of now, or what it is told, and by the system's clock", () => {
    const at = (now: number, toleranceMs?: number) => verifyWebhook({ secret, now, toleranceMs, ...sent() }).type;
    expect([at(sentAt - 300_000), at(sentAt + 300_000), at(sentAt + 600_000, 600_000)]).toEqual(Array(3).fill("notification.acted"));
    expect(verifyWebhook({ secret, ...sent(body, [secret], Date.now()) })).toEqual(read);
  });

  test("with what a newer server adds", () => {
    const more = { ...event, data: { ...event.data, device: "phone" }, version: 2 };
    expect(verifyWebhook({ secret, now: sentAt, ...sent(JSON.stringify(more)) })).toEqual(more);
  });
});

describe("what is refused", () => {
  const { headers } = sent();
  const without = (name: string): WebhookHeaders => ({ ...headers, [name]: undefined });
  const withHeader = (name: string, value: unknown) => ({ headers: { ...headers, [`webhook-${name}`]: value } });
  const signature = headers["webhook-signature"]!;

  test.each<[string, string, Partial<Record<keyof WebhookRequest, unknown>>]>([
    ["another body", "signature", { body: body.replace("accept", "reject") }],
    ["the same body written anew", "signature", { body: JSON.stringify(JSON.parse(body)) }],
    ["another id", "signature", withHeader("id", "msg_2")],
    ["another time", "signature", withHeader("timestamp", String(sentAt / 1_000 + 1))],
    ["another secret", "signature", { secret: other }],
    ["a signature of another version", "signature", withHeader("signature", signature.replace("v1,", "v1a,"))],
    ["a signature without its version", "signature", withHeader("signature", signature.slice(3))],
    ["a part of a signature", "signature", withHeader("signature", signature.slice(0, -8))],
    ["no signature that could be one", "signature", withHeader("signature", "v1,\u00ff%% v1,")],
    ["what is older", "timestamp", { now: sentAt + 300_001 }],
    ["what is newer", "timestamp", { now: sentAt - 301_000 }],
    ["any time, by no clock", "timestamp", { now: Number.NaN }],
    ["a time that is none", "headers", withHeader("timestamp", "2026-11-27T18:00:00Z")],
    ["a time below zero", "headers", withHeader("timestamp", "-1")],
    ["no id", "headers", { headers: without("webhook-id") }],
    ["no time", "headers", { headers: without("webhook-timestamp") }],
    ["no signature", "headers", { headers: without("webhook-signature") }],
    ["an empty id", "headers", withHeader("id", "")],
    ["a header that is no text", "headers", withHeader("id", 7)],
    ["no headers", "headers", { headers: undefined }],
    ["the headers of fetch without them", "headers", { headers: new Headers() }],
    ["a body that was parsed", "body", { body: JSON.parse(body) }],
    ["no body", "body", { body: undefined }],
    ["no secret", "secret", { secret: undefined }],
    ["an empty list of secrets", "secret", { secret: [] }],
    ["a secret without its beginning", "secret", { secret: key.toString("base64") }],
    ["a secret that is no base64", "secret", { secret: [secret, "whsec_%%%"] }],
  ])("is %s: %s", (_, fault, over) => {
    const error = faultOf(over);
    expect(error.fault).toBe(fault);
    expect(error.message).not.toBe("");
    expect(error.message + String(error.cause)).not.toMatch(/MDEy|ana|msg_/);
  });

  test.each<[string, string]>([
    ["", "body"],
    ["{", "body"],
    ["null", "body"],
    ["[]", "body"],
    ['"notification.acted"', "body"],
    ['{"type":"notification.read"}', "type"],
    ['{"type":"notification.acted"}', "body"],
    ['{"type":"notification.acted","data":null}', "body"],
    [JSON.stringify({ ...event, timestamp: 7 }), "body"],
    [JSON.stringify({ ...event, data: { ...event.data, action: null } }), "body"],
  ])("is %j although it is signed: %s", (text, fault) => {
    expect(faultOf(sent(text)).fault).toBe(fault);
  });
});
