import { beforeEach, expect, test, vi } from "vitest";
import { Network } from "../src/network.js";
import { Switch } from "./support/switch.js";

let device: Switch;
let network: Network;
const changed = vi.fn();

beforeEach(() => {
  changed.mockReset();
  device = new Switch(false);
  network = new Network(device);
  network.subscribe(changed);
});

test("is there when the device says so", () => {
  expect(network.get()).toBe(false);
  device.set(true);
  expect(network.get()).toBe(true);
  expect(changed).toHaveBeenCalledTimes(1);
});

test("is there when an answer came, until a request gets none", () => {
  network.answered();
  network.answered();
  expect(network.get()).toBe(true);
  expect(changed).toHaveBeenCalledTimes(1);
  network.unanswered();
  expect(network.get()).toBe(false);
  expect(changed).toHaveBeenCalledTimes(2);
});

test("is gone when the device says so anew", () => {
  network.answered();
  device.set(false);
  expect(network.get()).toBe(false);
});

test("is not gone for a request without an answer while the device has one", () => {
  device.set(true);
  changed.mockReset();
  network.unanswered();
  expect(network.get()).toBe(true);
  expect(changed).not.toHaveBeenCalled();
});

test("leaves no listener behind", () => {
  const stop = network.subscribe(() => {});
  stop();
  expect(device.listenerCount).toBe(1);
});
