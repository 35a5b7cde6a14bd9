import { beforeEach, expect, test, vi } from "vitest";
import { Api } from "../src/api.js";

/** The class anew, as a page that was just opened has it. */
async function open() {
  vi.resetModules();
  return (await import("../src/device.js")).Device;
}

function storage(kept: Record<string, string> = {}) {
  const items = new Map(Object.entries(kept));
  return {
    items,
    getItem: (name: string) => items.get(name) ?? null,
    setItem: (name: string, value: string) => void items.set(name, value),
  };
}

const chrome = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36";

beforeEach(() => {
  vi.stubGlobal("navigator", { userAgent: chrome });
});

test("makes an id once, and keeps it for the pages to come", async () => {
  vi.stubGlobal("localStorage", storage());
  const first = new (await open())().id;
  expect(first).toMatch(/^[\w-]{16,64}$/);
  expect(new (await open())().id).toBe(first);
});

test("is another device in another browser", async () => {
  vi.stubGlobal("localStorage", storage());
  const first = new (await open())().id;
  vi.stubGlobal("localStorage", storage());
  expect(new (await open())().id).not.toBe(first);
});

test("replaces what is no id", async () => {
  const local = storage({ "fixia-device": "<script>" });
  vi.stubGlobal("localStorage", local);
  const { id } = new (await open())();
  expect(id).toMatch(/^[\w-]{16,64}$/);
  expect(local.items.get("fixia-device")).toBe(id);
});

test("agrees with a tab that made another id at the same moment", async () => {
  const local = storage();
  vi.stubGlobal("localStorage", local);
  const device = new (await open())();
  expect(device.id).toBeDefined();
  local.items.set("fixia-device", "theirs");
  expect(device.id).toBe("theirs");
});

const closed = (): never => {
  throw new DOMException("denied", "SecurityError");
};

test.each<[string, PropertyDescriptor]>([
  ["there is no storage", { value: undefined }],
  ["the page may not see it", { get: closed }],
  ["it can't be read", { value: { getItem: closed, setItem: closed } }],
  ["it is full", { value: { getItem: () => null, setItem: closed } }],
])("is one device as long as the page lives when %s", async (_, property) => {
  vi.stubGlobal("localStorage", undefined);
  Object.defineProperty(globalThis, "localStorage", { configurable: true, ...property });
  const Device = await open();
  const { id } = new Device();
  expect(id).toMatch(/^[\w-]{16,64}$/);
  expect([new Device().id, new Device().id]).toEqual([id, id]);
  expect(new (await open())().id).not.toBe(id);
});

const agents: [string, string, object][] = [
  ["Chrome, Windows", "desktop", { userAgent: chrome }],
  ["Edge, Windows", "desktop", { userAgent: `${chrome} Edg/130.0` }],
  [
    "Firefox, Linux",
    "desktop",
    { userAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0" },
  ],
  [
    "Safari, macOS",
    "desktop",
    { userAgent: "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) Version/17.5 Safari/605.1", maxTouchPoints: 0 },
  ],
  [
    "Safari, macOS",
    "tablet",
    { userAgent: "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) Version/17.5 Safari/605.1", maxTouchPoints: 5 },
  ],
  [
    "Safari, iPhone",
    "phone",
    { userAgent: "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Mobile/15E148 Safari/604.1" },
  ],
  [
    "Chrome, iPhone",
    "phone",
    { userAgent: "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5) CriOS/130.0 Mobile/15E148 Safari/604.1" },
  ],
  [
    "Chrome, Android",
    "phone",
    { userAgent: "Mozilla/5.0 (Linux; Android 15; Pixel 9) Chrome/130.0 Mobile Safari/537.36" },
  ],
  [
    "Chrome, Android",
    "tablet",
    { userAgent: "Mozilla/5.0 (Linux; Android 15; Pixel Tablet) Chrome/130.0 Safari/537.36" },
  ],
  [
    "Edge, macOS",
    "desktop",
    {
      userAgent: chrome,
      userAgentData: {
        brands: [{ brand: "Not)A;Brand" }, { brand: "Microsoft Edge" }],
        mobile: false,
        platform: "macOS",
      },
    },
  ],
  [
    "Chrome, Android",
    "phone",
    { userAgent: "", userAgentData: { brands: [{ brand: "Google Chrome" }], mobile: true, platform: "Android" } },
  ],
  ["Browser", "desktop", {}],
];

test.each(agents)("calls itself %s, a %s", async (name, kind, navigator) => {
  vi.stubGlobal("navigator", navigator);
  expect(new (await open())().describe()).toMatchObject({ name, kind });
});

test("is what it is told to be", async () => {
  const local = storage();
  vi.stubGlobal("localStorage", local);
  const Device = await open();
  expect(new Device({ id: "till-3", kind: "tablet" }).describe()).toEqual({
    id: "till-3",
    name: "Chrome, Windows",
    kind: "tablet",
  });
  expect(new Device({ id: "a", name: "x".repeat(200) }).describe()!.name).toHaveLength(100);
  expect(local.items.size).toBe(0);
});

test("is none when it is told so", async () => {
  const device = new (await open())(false);
  expect([device.id, device.describe()]).toEqual([undefined, undefined]);
});

test("tells itself when it negotiates, and sends nothing when it is none", async () => {
  const Device = await open();
  const sent: (RequestInit | undefined)[] = [];
  const fetch: typeof globalThis.fetch = async (_, init) => {
    sent.push(init);
    return new Response('{"url":"wss://x"}');
  };
  const options = { negotiateUrl: "https://api/negotiate", apiUrl: "https://api", fetch };
  const { signal } = new AbortController();
  await new Api({ ...options, device: new Device({ id: "d1", name: "Mine", kind: "phone" }) }).negotiate(signal);
  await new Api({ ...options, device: new Device(false) }).negotiate(signal);
  expect(JSON.parse(String(sent[0]!.body))).toEqual({ device: { id: "d1", name: "Mine", kind: "phone" } });
  expect((sent[0]!.headers as Headers).get("Content-Type")).toBe("application/json");
  expect(sent[1]!.body).toBeUndefined();
});
