import type { NotificationClientOptions } from "@fixia/notifications";
import { demoTokens } from "./backend.js";

const times = [
  "pollDisconnectedMs",
  "pollConnectedMs",
  "pingMs",
  "endToEndPingMs",
  "deadAfterMs",
  "reconnectBaseMs",
  "reconnectMaxMs",
  "stableAfterMs",
  "timeoutMs",
] as const satisfies (keyof NotificationClientOptions)[];

/** How the page's clients are set up. The URL can change times and switch real time off: `?user=ana&realtime=false`. */
export function clientOptions(user: string): NotificationClientOptions {
  const url = new URLSearchParams(location.search);
  const options: NotificationClientOptions = {
    negotiateUrl: "/api/negotiate",
    apiUrl: "/api",
    getToken: demoTokens(user),
    realtime: url.get("realtime") !== "false",
  };
  for (const name of times) if (url.has(name)) options[name] = Number(url.get(name));
  return options;
}
