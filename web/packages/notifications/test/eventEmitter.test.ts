import { expect, it } from "vitest";
import EventEmitter from "../src/eventEmitter.js";

it("tells those who listen to an event, in order, until they don't", () => {
  const told: string[] = [];
  const emitter = new EventEmitter();
  const first = (payload: unknown): void => void told.push(`first ${payload}`);
  emitter.on("a", first);
  emitter.on("a", (payload) => told.push(`second ${payload}`));
  emitter.on("b", () => told.push("another"));
  emitter.emit("a", 1);
  emitter.removeListener("a", first);
  emitter.emit("a", 2);
  emitter.emit("nothing", 3);
  expect(told).toEqual(["first 1", "second 1", "second 2"]);
});

it("tells all that listened when it began, also where one of them leaves meanwhile", () => {
  const told: string[] = [];
  const emitter = new EventEmitter();
  const second = (): void => void told.push("second");
  emitter.on("a", () => {
    told.push("first");
    emitter.removeListener("a", second);
  });
  emitter.on("a", second);
  emitter.emit("a", undefined);
  emitter.emit("a", undefined);
  expect(told).toEqual(["first", "second", "first"]);
});
