import { expect, vi } from "vitest";
import { WebSocket as NodeWebSocket } from "ws";
import { createNotificationClient, type NotificationClient, type NotificationClientOptions } from "../../src/index.js";
import type { FakeService } from "./fakeService.js";
import { Switch } from "./switch.js";

const token = `h.${Buffer.from('{"sub":"ana"}').toString("base64url")}.s`;

/** A device of ana's at the service, on screen and by itself; not started yet. */
export const openClient = (service: FakeService, over: Partial<NotificationClientOptions> = {}): NotificationClient =>
  createNotificationClient({
    negotiateUrl: `${service.base}/api/negotiate`,
    apiUrl: `${service.base}/api`,
    getToken: () => token,
    reconnectBaseMs: 20,
    shareTabs: false,
    visible: new Switch(true),
    WebSocket: NodeWebSocket as unknown as typeof WebSocket,
    ...over,
  });

/** Waits until a condition holds. */
export const settled = (condition: () => void): Promise<void> => vi.waitFor(condition, { timeout: 8_000, interval: 10 });

/** Waits until devices are live, and have the list. */
export const ready = (...devices: { client: NotificationClient }[]): Promise<void> =>
  settled(() => {
    for (const { client } of devices) expect(client.getSnapshot()).toMatchObject({ state: "live", loaded: true });
  });
