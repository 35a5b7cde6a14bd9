import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { FixiaProducer, type FixiaProducerOptions } from "@fixia/producer";

/** A request as it arrived. */
export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** When it was read to the end, in ms. */
  readonly at: number;
}

/** What a request is answered with: a status with a body and headers, or whatever the function does with it. */
export type Answer =
  | { readonly status: number; readonly json?: unknown; readonly text?: string; readonly headers?: Record<string, string> }
  | ((request: IncomingMessage, response: ServerResponse) => void);

export const key = "sEcReT-key_with.what-keys-have==";

/** The API on a real socket, with one answer for each request in turn; the last one goes on. */
export async function fakeApi(...answers: Answer[]) {
  const requests: Seen[] = [];
  const server = createServer((request, response) => {
    const answer = answers.length > 1 ? answers.shift()! : answers[0]!;
    if (typeof answer === "function") return answer(request, response);
    void readBody(request).then((body) => {
      requests.push({ method: request.method!, url: request.url!, headers: request.headers, body, at: performance.now() });
      const { status, json, text = json === undefined ? "" : JSON.stringify(json), headers = {} } = answer;
      response.writeHead(status, { "content-type": status < 400 ? "application/json" : "application/problem+json", ...headers }).end(text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`;
  /** A client whose delays between attempts are too short to be waited for. */
  const producer = (options: Partial<FixiaProducerOptions> = {}): FixiaProducer =>
    new FixiaProducer({ url, key, baseDelayMs: 1, ...options });
  return { url, requests, producer };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

/** Reads a request to its end, and cuts the connection in place of an answer. */
export const cut: Answer = (request) => {
  request.resume().on("end", () => request.socket.destroy());
};

/** Never answers. */
export const silent: Answer = (request) => void request.resume();

export const content = { type: "message", title: "Nuevo mensaje", message: "Hola" } as const;
export const created = (...users: string[]) => ({ notifications: users.map((user_id) => ({ id: `n-${user_id}`, user_id })) });
export const problem = (status: number, detail = "Try again.") => ({ title: "It failed.", status, detail });
export const batch = (state: "running" | "done" | "stopped", remaining = 0) => ({ id: "b1", state, accepted: 2, remaining });
