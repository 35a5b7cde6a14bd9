import { Device } from "./device.js";
import { browserOnline, pageVisible } from "./environment.js";
import { Network } from "./network.js";
import type { NotificationClientOptions } from "./types.js";

const defaults = {
  realtime: true,
  shareTabs: true,
  receipts: true,
  pollDisconnectedMs: 30_000,
  pollConnectedMs: 120_000,
  pingMs: 30_000,
  endToEndPingMs: 600_000,
  deadAfterMs: 65_000,
  reconnectBaseMs: 1_000,
  reconnectMaxMs: 30_000,
  stableAfterMs: 10_000,
  timeoutMs: 15_000,
  online: browserOnline,
  visible: pageVisible,
} satisfies Partial<NotificationClientOptions>;

/** A client's options, complete but for what the browser itself stands in for. */
export type ClientSettings = Omit<NotificationClientOptions, "device"> & {
  [K in keyof typeof defaults]: NonNullable<NotificationClientOptions[K]>;
} & { online: Network; device: Device };

export function withDefaults(options: NotificationClientOptions): ClientSettings {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const settings = { ...defaults, ...(Object.fromEntries(given) as unknown as NotificationClientOptions) };
  return { ...settings, online: new Network(settings.online), device: new Device(settings.device) };
}
