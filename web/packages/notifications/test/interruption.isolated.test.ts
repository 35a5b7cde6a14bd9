import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Api } from "../src/api.js";
import type { Connection, ConnectionHandlers } from "../src/connection.js";
import { withDefaults } from "../src/options.js";
import { Realtime, type RealtimeState } from "../src/realtime.js";
import { Switch } from "./support/switch.js";

/** The connections that were opened, each with its handlers. */
const opened: { handlers: ConnectionHandlers; connection: Connection }[] = [];

vi.mock("../src/connection.js", () => ({
  openConnection: (_: string, handlers: ConnectionHandlers): Connection => {
    const connection: Connection = {
      send: vi.fn<Connection["send"]>().mockResolvedValue(),
      probe: vi.fn(),
      lastHeard: () => Date.now(),
      abandon: vi.fn(),
      close: vi.fn(() => handlers.closed()),
    };
    opened.push({ handlers, connection });
    return connection;
  },
}));

let states: RealtimeState[];
let realtime: Realtime;
let online: Switch;
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

beforeEach(async () => {
  vi.useFakeTimers();
  vi.spyOn(Math, "random").mockReturnValue(1);
  opened.length = 0;
  states = [];
  online = new Switch(true);
  realtime = new Realtime({
    api: {
      negotiate: async () => ({ url: "ws://service", hub: "fixia", userId: "ana", expiresAt: "" }),
    } as Partial<Api> as Api,
    settings: withDefaults({ negotiateUrl: "", apiUrl: "", online, visible: new Switch(true) }),
    admitted: () => true,
    onState: (state) => states.push(state),
    onConnected: () => {},
    onRecovered: () => {},
    onHeard: () => {},
    onEvents: () => {},
    onSignedOut: () => {},
    now: () => Date.now(),
  });
  realtime.start();
  await pass(0);
  opened[0]!.handlers.connected("c1");
  states = [];
});

afterEach(() => {
  realtime.stop();
  vi.useRealTimers();
});

test("recovers for five seconds, and is down from then on, while the recovery goes on", async () => {
  opened[0]!.handlers.interrupted();
  await pass(4_999);
  expect(states).toEqual(["recovering"]);
  await pass(1);
  expect(states).toEqual(["recovering", "down"]);
  expect(opened[0]!.connection.close).not.toHaveBeenCalled();
  opened[0]!.handlers.recovered();
  expect(states).toEqual(["recovering", "down", "live"]);
});

test("stays down through new attempts until one of them lives", async () => {
  opened[0]!.handlers.interrupted();
  await pass(5_000);
  opened[0]!.handlers.closed();
  await pass(1_000);
  expect(opened).toHaveLength(2);
  opened[1]!.handlers.closed();
  await pass(2_000);
  expect(opened).toHaveLength(3);
  expect(states).toEqual(["recovering", "down"]);
  opened[2]!.handlers.connected("c3");
  expect(states.at(-1)).toBe("live");
});

test("gives a recovery up that nobody answers, and opens another connection", async () => {
  opened[0]!.handlers.interrupted();
  await pass(29_999);
  expect(opened[0]!.connection.close).not.toHaveBeenCalled();
  await pass(1);
  expect(opened[0]!.connection.close).toHaveBeenCalledTimes(1);
  await pass(1_000);
  expect(opened).toHaveLength(2);
});

test("is patient anew when the network returns", async () => {
  online.set(false);
  opened[0]!.handlers.interrupted();
  await pass(20_000);
  expect(states).toEqual(["recovering"]);
  online.set(true);
  await pass(4_999);
  expect(states).toEqual(["recovering"]);
  await pass(1);
  expect(states).toEqual(["recovering", "down"]);
});

test("stays live after a recovery", async () => {
  opened[0]!.handlers.interrupted();
  opened[0]!.handlers.recovered();
  await pass(60_000);
  expect(states).toEqual(["recovering", "live"]);
  expect(opened).toHaveLength(1);
});
