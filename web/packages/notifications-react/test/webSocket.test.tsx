import { act } from "react";
import { beforeEach, expect, test, vi } from "vitest";
import {
  NotificationProvider,
  useWebSocket,
  useWebSocketEmit,
  useWebSocketEvent,
  type UseWebSocketResult,
} from "../src/index.js";
import { FakeClient, notification } from "./support/fakeClient.js";
import { render } from "./support/render.js";

let client: FakeClient;
let result: UseWebSocketResult;
let emit: (eventName: string, data?: unknown) => void;
const onNew = vi.fn();
const change = (run: () => void) => act(async () => run());

/** Written the way the old web app used the hooks. */
function OldCode({ enabled = true }: { enabled?: boolean }) {
  result = useWebSocket({ enabled });
  const { socket } = result;
  useWebSocketEvent(socket, "notification:new", (data: { notification: { id: string } }) => {
    onNew(data.notification.id);
  });
  emit = useWebSocketEmit(socket);
  return null;
}

const show = (enabled?: boolean) => (
  <NotificationProvider client={client}>
    <OldCode enabled={enabled} />
  </NotificationProvider>
);
const arrive = (n: number): void => client.emit("notification:new", { notification: notification(n), receivedAt: "" });

beforeEach(() => {
  client = new FakeClient();
  onNew.mockReset();
});

test("has no socket before the first connection, and keeps it afterwards", async () => {
  await render(show());
  expect(result).toMatchObject({ socket: null, isConnected: false, lastConnectionTime: null, error: null });
  await change(() => client.set({ state: "live" }));
  const { socket } = result;
  expect(socket).not.toBeNull();
  expect(result).toMatchObject({ isConnected: true, isConnecting: false });
  expect(result.lastConnectionTime).toBeInstanceOf(Date);
  await change(() => client.set({ state: "recovering" }));
  expect(result).toMatchObject({ socket, isConnected: false, isConnecting: true });
});

test.each(["polling", "offline", "signed-out"] as const)("tells an error while %s", async (state) => {
  await render(show());
  await change(() => client.set({ state }));
  expect(result.error).toEqual(expect.any(String));
  expect(result.isConnecting).toBe(false);
});

test("delivers an event once, and none after unmounting", async () => {
  const view = await render(show());
  await change(() => client.set({ state: "live" }));
  arrive(1);
  expect(onNew.mock.calls).toEqual([["n1"]]);
  await view.unmount();
  arrive(2);
  expect(onNew).toHaveBeenCalledTimes(1);
});

test("sends while connected and warns otherwise", async () => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  await render(show());
  emit("ping", { timestamp: "t" });
  expect(client.send).not.toHaveBeenCalled();
  expect(warn).toHaveBeenCalledTimes(1);
  await change(() => client.set({ state: "live" }));
  emit("notification:mark-read", { notificationId: "n1" });
  expect(client.send).toHaveBeenLastCalledWith("mark-read", { notificationId: "n1" });
});

test("sends events of old names under those that they have now", async () => {
  await render(show());
  await change(() => client.set({ state: "live" }));
  emit("notification:sync-request", { lastSyncTime: "t" });
  expect(client.send).toHaveBeenLastCalledWith("sync-request", { lastSyncTime: "t" });
  result.socket!.emit("ping", { timestamp: "t" });
  expect(client.send).toHaveBeenLastCalledWith("ping", { timestamp: "t" });
});

test("has neither socket nor state while not enabled", async () => {
  await render(show(false));
  await change(() => client.set({ state: "live" }));
  expect(result).toMatchObject({ socket: null, isConnected: false });
  arrive(1);
  expect(onNew).not.toHaveBeenCalled();
});

test("plays the parts of a Socket.IO socket that were used", async () => {
  await render(show());
  await change(() => client.set({ state: "live" }));
  const socket = result.socket!;
  client.emit("connection-confirmed", { status: "connected", userId: "ana", socketId: "c1", timestamp: "" });
  expect([socket.id, socket.connected]).toEqual(["c1", true]);

  const [first, second, disconnected] = [vi.fn(), vi.fn(), vi.fn()];
  socket.on("pong", first).on("pong", second).on("disconnect", disconnected);
  socket.off("pong", first);
  client.emit("pong", { timestamp: "t" });
  expect(first).not.toHaveBeenCalled();
  expect(second).toHaveBeenCalledWith({ timestamp: "t" });
  socket.off("pong");
  client.emit("pong", { timestamp: "t" });
  expect(second).toHaveBeenCalledTimes(1);

  client.send.mockRejectedValueOnce(new Error("gone"));
  socket.emit("ping");
  await change(() => client.set({ state: "polling" }));
  expect(disconnected).toHaveBeenCalledTimes(1);
  expect([socket.id, socket.connected]).toEqual([undefined, false]);
});
