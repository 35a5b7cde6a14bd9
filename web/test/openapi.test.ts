import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { functionsIn, recordsIn } from "./support/csharp.js";
import { document, faultsOf, file, step, type Media } from "./support/openapi.js";

type Json = Record<string, unknown>;

const path = (relative: string): string => fileURLToPath(new URL(`../../${relative}`, import.meta.url));
const verbs = ["get", "put", "post", "delete", "patch", "head", "options"];
const operations = Object.entries(document.paths).flatMap(([route, item]) =>
  Object.entries(item)
    .filter(([verb]) => verbs.includes(verb))
    .map(([verb, operation]) => ({ route, verb, operation })),
);
const functions = functionsIn(path("src/Functions/Http"));

test("the linter finds no fault with the document", async () => {
  const lint = ["redocly", "lint", file, "--config", path("docs/redocly.yaml"), "--format=json"];
  const env = { ...process.env, REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" };
  const { stdout } = await promisify(execFile)("npx", lint, { cwd: path("web"), env }).catch(
    (failed: { stdout: string }) => failed,
  );
  const { totals, problems } = JSON.parse(stdout.slice(stdout.indexOf("{"))) as { totals: Json; problems: Json[] };
  expect(problems.map(({ ruleId, message, location }) => ({ ruleId, message, location }))).toEqual([]);
  expect(totals).toMatchObject({ errors: 0, warnings: 0 });
}, 60_000);

test("every function is an operation, and every operation a function", () => {
  const declared = functions.flatMap(({ name, methods, path }) => methods.map((method) => `${method} ${path} ${name}`));
  const described = operations.map(({ verb, route, operation }) => `${verb} ${route} ${operation.operationId}`);
  expect(declared.length).toBeGreaterThan(20);
  expect(described.sort()).toEqual(declared.sort());
});

test("producers' operations take the key, and no others do", () => {
  const described = operations.filter(({ operation }) => operation.security?.some((way) => "producerKey" in way));
  const declared = functions.filter(({ level }) => level === "Function");
  expect(described.map(({ operation }) => operation.operationId).sort()).toEqual(declared.map(({ name }) => name).sort());
});

test("producers' operations name the rights that the code asks for", () => {
  const described = operations.flatMap(({ operation: { operationId, security = [] } }) => {
    const rights = security.flatMap((way) => ("ownKey" in way ? way["ownKey"] : []));
    return rights.length > 0 ? [`${operationId}: ${rights.join(" or ")}`] : [];
  });
  const declared = functions.flatMap(({ name, rights }) => (rights.length > 0 ? [`${name}: ${rights.join(" or ")}`] : []));
  expect(declared).toHaveLength(functions.filter(({ level }) => level === "Function").length);
  expect(described.sort()).toEqual(declared.sort());
});

interface Example {
  readonly where: string;
  readonly schema: string;
  readonly value: unknown;
}

/** Every example of a part of the document, with the JSON pointer of its schema. */
function examplesIn(node: unknown, pointer: string): Example[] {
  if (typeof node !== "object" || node === null) return [];
  const part = node as Json;
  const found: Example[] = [];
  if ("schema" in part) {
    const schema = `${pointer}/schema`;
    if ("example" in part) found.push({ where: `${pointer}/example`, schema, value: part["example"] });
    for (const [name, example] of Object.entries((part["examples"] ?? {}) as Record<string, Json>)) {
      found.push({ where: `${pointer}/examples/${name}`, schema, value: example["value"] });
    }
  } else if (Array.isArray(part["examples"])) {
    part["examples"].forEach((value, i) => found.push({ where: `${pointer}/examples/${i}`, schema: pointer, value }));
  }
  const children = Object.entries(part).filter(([name]) => name !== "examples" && name !== "example");
  return [...found, ...children.flatMap(([name, child]) => examplesIn(child, `${pointer}/${step(name)}`))];
}

const mediaTypes = (node: unknown): Media[] => {
  if (typeof node !== "object" || node === null) return [];
  return Object.entries(node).flatMap(([name, child]) =>
    name === "content" ? Object.values(child as Record<string, Media>) : mediaTypes(child),
  );
};

test("every example fits its schema, and every body has one", () => {
  const examples = examplesIn(document, "");
  expect(examples.length).toBeGreaterThan(60);
  expect(examples.flatMap(({ where, schema, value }) => faultsOf(schema, value).map((fault) => `${where}: ${fault}`))).toEqual([]);
  expect(mediaTypes(document).filter(({ examples }) => Object.keys(examples ?? {}).length === 0)).toEqual([]);
});

test("each line of a batch fits the schema of one send", () => {
  const examples = examplesIn(document, "").filter(({ where }) => where.includes("/application~1x-ndjson/"));
  const lines = examples.flatMap(({ value }) => (value as string).trimEnd().split("\n"));
  expect(lines.length).toBeGreaterThan(1);
  expect(lines.flatMap((line) => faultsOf("/components/schemas/BatchSend", JSON.parse(line)))).toEqual([]);
});

describe("a schema has the members that the code has", () => {
  const membersOf = recordsIn(path("src/Shared"));
  const renamed: Record<string, string> = { BatchSend: "NotificationRequest" };
  const events = ["UnreadCount"];
  const producers = ["AnnouncementRequest", "BatchPage", "BatchSend", "BatchStatus", "CancelledKey", "CreatedAnnouncement"];
  const sends = ["CreatedNotifications", "FailedUser", "NotificationRequest", "NotificationUpdate", "ScheduledSend", "UpdatedKey"];
  const users = ["ArchivedRead", "ClientAccess", "DeviceIntroduction", "FeedPage", "MarksRequest", "Notification", "Presence", "ShownRequest"];
  const settings = ["DevicePreferences", "PreferenceFlaw", "PreferenceSettings", "PreferencesAnswer", "QuietInterval", "QuietWindow"];
  const operations = ["DeadLetter", "DeadLetterPage", "Timeline", "TimelineEntry", "TimelineReceipt", "TimelineDevice", "TimelineScheduled"];
  const figures = ["AnalyticsReport", "AnalyticsBucket", "ConnectedFigures", "KindFigures", "Histogram", "LiveReport", "LivePoint"];
  const attention = ["ReceivedPayload", "Ruling", "ShownAttention"];
  const records = [...events, ...producers, ...sends, ...users, ...settings, ...operations, ...figures, ...attention];

  test.each(records)("%s", (name) => {
    const described = Object.keys(document.components.schemas[name]!.properties!);
    expect(described.sort()).toEqual(membersOf(renamed[name] ?? name).sort());
  });

  // It is written without the member that it has for the telemetry.
  test("Announcement", () => {
    const described = Object.keys(document.components.schemas["Announcement"]!.properties!);
    expect([...described, "traceparent"].sort()).toEqual(membersOf("Announcement").sort());
  });

  test("a patch has those of what it patches", () => {
    const { PreferencesPatch, PreferenceSettings, DevicePatch, DevicePreferences } = document.components.schemas;
    expect(Object.keys(PreferencesPatch!.properties!)).toEqual(Object.keys(PreferenceSettings!.properties!));
    expect(Object.keys(DevicePatch!.properties!)).toEqual(Object.keys(DevicePreferences!.properties!));
  });
});
