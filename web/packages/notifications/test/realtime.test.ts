import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { HttpError, SignedOutError, type Api } from "../src/api.js";
import { withDefaults } from "../src/options.js";
import { Realtime, type RealtimeState } from "../src/realtime.js";
import { Switch } from "./support/switch.js";

const negotiate = vi.fn<Api["negotiate"]>();
const onSignedOut = vi.fn();
let online: Switch;
let visible: Switch;
let states: RealtimeState[];
let realtime: Realtime;
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, "random").mockReturnValue(1);
  negotiate.mockReset().mockRejectedValue(new TypeError("unreachable"));
  onSignedOut.mockReset();
  online = new Switch(true);
  visible = new Switch(true);
  states = [];
  realtime = new Realtime({
    api: { negotiate } as Partial<Api> as Api,
    settings: withDefaults({ negotiateUrl: "", apiUrl: "", online, visible }),
    admitted: () => true,
    onState: (state) => states.push(state),
    onConnected: () => {},
    onRecovered: () => {},
    onHeard: () => {},
    onEvents: () => {},
    onSignedOut,
    now: () => Date.now(),
  });
});

afterEach(() => {
  realtime.stop();
  vi.useRealTimers();
});

test("tries again after 1, 2, 4, 8, 16 and then every 30 seconds", async () => {
  realtime.start();
  await pass(0);
  for (const seconds of [1, 2, 4, 8, 16, 30, 30]) {
    const before = negotiate.mock.calls.length;
    await pass(seconds * 1_000 - 1);
    expect(negotiate).toHaveBeenCalledTimes(before);
    await pass(1);
    expect(negotiate).toHaveBeenCalledTimes(before + 1);
  }
  expect(states[0]).toBe("connecting");
  expect(new Set(states.slice(1))).toEqual(new Set(["down"]));
});

test("waits as long as the server asks", async () => {
  negotiate.mockRejectedValue(new HttpError(503, 60_000, "busy"));
  realtime.start();
  await pass(30_000);
  visible.set(false);
  visible.set(true);
  await pass(29_999);
  expect(negotiate).toHaveBeenCalledTimes(1);
  await pass(1);
  expect(negotiate).toHaveBeenCalledTimes(2);
});

test("does not call it connecting for longer than a moment", async () => {
  negotiate.mockReturnValue(new Promise(() => {}));
  realtime.start();
  await pass(4_999);
  expect(states).toEqual(["connecting"]);
  await pass(1);
  expect(states).toEqual(["connecting", "down"]);
});

test("tries nothing without a network, and at once when it returns", async () => {
  online.set(false);
  realtime.start();
  await pass(3_600_000);
  expect(negotiate).not.toHaveBeenCalled();
  online.set(true);
  await pass(0);
  expect(negotiate).toHaveBeenCalledTimes(1);
});

test("tries at once when the user comes back", async () => {
  realtime.start();
  await pass(10_000);
  const before = negotiate.mock.calls.length;
  visible.set(false);
  await pass(0);
  expect(negotiate).toHaveBeenCalledTimes(before);
  visible.set(true);
  await pass(0);
  expect(negotiate).toHaveBeenCalledTimes(before + 1);
});

test("ends when nobody is signed in", async () => {
  negotiate.mockRejectedValue(new SignedOutError("refused"));
  realtime.start();
  await pass(3_600_000);
  expect(negotiate).toHaveBeenCalledTimes(1);
  expect(onSignedOut).toHaveBeenCalledTimes(1);
  expect([online.listenerCount, visible.listenerCount]).toEqual([0, 0]);
});

test("starts over after a stop in the same moment, and hears of the network", async () => {
  online.set(false);
  realtime.start();
  await pass(0);
  realtime.stop();
  realtime.start();
  await pass(0);
  online.set(true);
  await pass(0);
  expect(negotiate).toHaveBeenCalledTimes(1);
});

test("leaves nothing behind when stopped", async () => {
  realtime.start();
  await pass(0);
  realtime.stop();
  await pass(0);
  expect(vi.getTimerCount()).toBe(0);
  expect([online.listenerCount, visible.listenerCount]).toEqual([0, 0]);
});
