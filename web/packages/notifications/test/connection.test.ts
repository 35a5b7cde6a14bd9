import { createServer, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { WebSocket as NodeWebSocket, WebSocketServer } from "ws";
import { openConnection, type Connection, type ConnectionHandlers } from "../src/connection.js";

let server: Server;
let url: string;
/** What the service sees, whether or not it has answered. */
let sockets: Set<Socket>;
const nobody: ConnectionHandlers = {
  connected() {},
  interrupted() {},
  recovered() {},
  heard() {},
  events() {},
  closed() {},
};
const open = (handlers: Partial<ConnectionHandlers> = {}): Connection =>
  openConnection(url, { ...nobody, ...handlers }, NodeWebSocket as unknown as typeof WebSocket);
const until = (condition: () => void): Promise<void> => vi.waitFor(condition, { timeout: 8_000, interval: 10 });

beforeEach(async () => {
  sockets = new Set();
  server = createServer();
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/client/hubs/fixia?access_token=x`;
});

afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
});

test("a connection that is given up before the service answered leaves no socket", async () => {
  // A proxy that takes connections and passes nothing on.
  server.on("upgrade", (_, socket) => socket.on("end", () => socket.end()).resume());
  for (let n = 0; n < 10; n++) {
    const connection = open();
    await until(() => expect(sockets.size).toBeGreaterThan(0));
    connection.close();
    await until(() => expect(sockets.size).toBe(0));
  }
});

test("a connection that is closed leaves no socket", async () => {
  const frame = { type: "system", event: "connected", connectionId: "c", userId: "ana", reconnectionToken: "t" };
  const service = new WebSocketServer({ noServer: true, handleProtocols: () => "json.reliable.webpubsub.azure.v1" });
  server.on("upgrade", (request, socket, head) =>
    service.handleUpgrade(request, socket, head, (accepted) =>
      accepted.send(JSON.stringify(frame)),
    ),
  );
  for (let n = 0; n < 10; n++) {
    const connected = vi.fn();
    const connection = open({ connected });
    await until(() => expect(connected).toHaveBeenCalled());
    connection.close();
    await until(() => expect(sockets.size).toBe(0));
  }
});
