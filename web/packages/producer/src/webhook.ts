import { createHmac, timingSafeEqual } from "node:crypto";
import { fromJson } from "./json.js";

/** A user has pressed a button of a notification. */
export interface NotificationActed {
  readonly type: "notification.acted";
  /** When it was pressed, as ISO 8601 UTC. */
  readonly timestamp: string;
  readonly data: {
    readonly notification_id: string;
    readonly user_id: string;
    readonly notification_type: string;
    /** The id of the button. */
    readonly action: string;
    readonly acted_at: string;
  };
}

/** What a producer is told. */
export type WebhookEvent = NotificationActed;

/** Headers with names in lower case, as Node.js has them, or those of `fetch`. */
export type WebhookHeaders = Headers | Readonly<Record<string, string | readonly string[] | undefined>>;

export interface WebhookRequest {
  /** `whsec_` and the key in base64. Several while it is being changed: what is signed with any of them is taken. */
  readonly secret: string | readonly string[];
  readonly headers: WebhookHeaders;
  /** As it arrived: what was parsed and written again need not be the same. */
  readonly body: string | Uint8Array;
  /** The time, in ms since the epoch. Default: the system's. */
  readonly now?: number | undefined;
  /** How far the time of the signature may be from now, in ms, earlier or later. Default 300,000. */
  readonly toleranceMs?: number | undefined;
}

/**
 * What a request was refused for: a secret that can't be one, a header that is missing or can't be read, a time too far away, a signature
 * of somebody else, a body that says nothing known, or the type of an event that this version does not know.
 */
export type WebhookFault = "secret" | "headers" | "timestamp" | "signature" | "body" | "type";

/** Why a request is not to be believed. Its message quotes neither the secret nor the request. */
export class WebhookError extends Error {
  override readonly name = "WebhookError";

  constructor(
    readonly fault: WebhookFault,
    message: string,
  ) {
    super(message);
  }
}

/**
 * Verifies that a request is the server's, and of now, as Standard Webhooks says, and reads it. The same event may come again, with the
 * same `webhook-id`.
 * @throws WebhookError It is not; nothing else is thrown, whatever the request is.
 */
export function verifyWebhook({ secret, headers, body, now = Date.now(), toleranceMs = 300_000 }: WebhookRequest): WebhookEvent {
  const keys = [secret].flat().map(keyOf);
  if (keys.length === 0) refuse("secret", "There is no secret.");
  if (typeof body !== "string" && !(body instanceof Uint8Array)) refuse("body", "The body must be the raw one: a text or bytes.");
  const [id, timestamp, signatures] = ["webhook-id", "webhook-timestamp", "webhook-signature"].map((name) => header(headers, name));
  if (!/^\d{1,12}$/.test(timestamp!)) refuse("headers", "'webhook-timestamp' must be seconds since 1970.");
  if (!(Math.abs(now - Number(timestamp) * 1_000) <= toleranceMs)) refuse("timestamp", "The time of the signature is too far from now.");
  const expected = keys.map((key) => createHmac("sha256", key).update(`${id}.${timestamp}.`).update(body).digest());
  const given = signatures!.split(" ").flatMap((signature) => /^v1,(.+)$/.exec(signature)?.[1] ?? []);
  const fits = (text: string): boolean => {
    const bytes = Buffer.from(text, "base64");
    return expected.some((digest) => digest.length === bytes.length && timingSafeEqual(digest, bytes));
  };
  if (!given.some(fits)) refuse("signature", "No signature is of this request and a known secret.");
  return eventIn(typeof body === "string" ? body : Buffer.from(body).toString());
}

function keyOf(secret: unknown): Buffer {
  const key = typeof secret === "string" ? /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret)?.[1] : undefined;
  if (key === undefined) refuse("secret", "A secret must be 'whsec_' and a key in base64.");
  return Buffer.from(key, "base64");
}

function header(headers: WebhookHeaders | null | undefined, name: string): string {
  const found: unknown = isOfFetch(headers) ? headers.get(name) : headers?.[name];
  const value = Array.isArray(found) ? found.join(" ") : found;
  if (typeof value !== "string" || value === "") refuse("headers", `'${name}' is missing.`);
  return value;
}

/** By what it can do: libraries have their own class of that name. */
const isOfFetch = (headers: WebhookHeaders | null | undefined): headers is Headers => typeof headers?.get === "function";

const members = ["notification_id", "user_id", "notification_type", "action", "acted_at"];

function eventIn(text: string): WebhookEvent {
  const event = (fromJson(text) ?? {}) as { type?: unknown; timestamp?: unknown; data?: Record<string, unknown> | null };
  if (typeof event.type !== "string") refuse("body", "The body must be JSON with a 'type'.");
  if (event.type !== "notification.acted") refuse("type", "The event is of a type that this version does not know.");
  const missing = members.find((name) => typeof event.data?.[name] !== "string");
  if (missing !== undefined) refuse("body", `'data.${missing}' must be a text.`);
  if (typeof event.timestamp !== "string") refuse("body", "'timestamp' must be a text.");
  return event as WebhookEvent;
}

function refuse(fault: WebhookFault, message: string): never {
  throw new WebhookError(fault, message);
}
