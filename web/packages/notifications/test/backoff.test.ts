import { expect, test } from "vitest";
import { Backoff } from "../src/backoff.js";

test("doubles up to its cap", () => {
  const backoff = new Backoff({ baseMs: 1_000, maxMs: 6_000, random: () => 1 });
  expect([1, 2, 3, 4, 5].map(() => backoff.next())).toEqual([1_000, 2_000, 4_000, 6_000, 6_000]);
});

test("spreads delays over the upper half of the bound", () => {
  expect(new Backoff({ baseMs: 1_000, random: () => 0 }).next()).toBe(500);
  expect(new Backoff({ baseMs: 1_000, random: () => 0.5 }).next()).toBe(750);
});

test("starts over after a reset", () => {
  const backoff = new Backoff({ baseMs: 1_000, random: () => 1 });
  backoff.next();
  backoff.next();
  backoff.reset();
  expect(backoff.next()).toBe(1_000);
});

test("stays at its cap after any number of attempts", () => {
  const backoff = new Backoff({ baseMs: 1_000, maxMs: 30_000, random: () => 1 });
  for (let i = 0; i < 5_000; i++) backoff.next();
  expect(backoff.next()).toBe(30_000);
});
