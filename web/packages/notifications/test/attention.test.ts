import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { resolveAttention, type AttentionSettings, type Ruling } from "../src/attention.js";

interface Case extends Ruling {
  at: string;
  type: string;
  priority?: string;
  device?: string;
}

interface Situation extends AttentionSettings {
  name: string;
  cases: Case[];
}

/** What the server is held to as well. */
const situations = ["attention", "attention-combinations"].flatMap(
  (name) =>
    JSON.parse(
      readFileSync(new URL(`../../../../tests/vectors/${name}.json`, import.meta.url), "utf8"),
    ) as Situation[],
);
const noon = Date.parse("2026-03-04T12:00:00.000Z");

test.each(situations)("decides as the server does: $name", ({ cases, ...settings }) => {
  for (const { at, type, priority, device, attention, rule } of cases) {
    const question = { type, priority, deviceId: device, at: Date.parse(at) };
    expect(resolveAttention(settings, question), JSON.stringify(question)).toEqual({ attention, rule });
  }
});

test("has some hundreds of cases to go by", () => {
  expect(situations.flatMap(({ cases }) => cases).length).toBeGreaterThan(400);
});

test.each([undefined, null, {}, { preferences: null, required_types: null, defaults: null, quiet_intervals: null }])(
  "interrupts as long as the settings are %j",
  (settings) => {
    expect(resolveAttention(settings, { type: "message", deviceId: "phone", at: noon })).toEqual({
      attention: "interrupt",
      rule: "default",
    });
  },
);

test("takes what it does not understand for unset", () => {
  const settings = {
    preferences: {
      types: { message: "loud" },
      devices: { phone: { level: "some", types: { message: true }, muted_until: "tomorrow" } },
      muted_until: 7,
    },
    defaults: { message: "off" },
    quiet_intervals: [{ from: "now", to: "then" }, { from: "2026-03-04T00:00:00.000Z" }],
  } as unknown as AttentionSettings;
  expect(resolveAttention(settings, { type: "message", deviceId: "phone", at: noon })).toEqual({
    attention: "interrupt",
    rule: "default",
  });
});
