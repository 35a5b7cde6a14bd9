export type DeviceKind = "phone" | "tablet" | "desktop";

/** What a device tells of itself, so that its user can have preferences for it. It proves nothing to the server. */
export interface DeviceDescription {
  /** 1 to 64 letters, digits, `-` and `_`. */
  readonly id: string;
  /** What its user sees, in 1 to 100 characters. */
  readonly name: string;
  readonly kind: DeviceKind;
}

/** The part of `navigator` that tells what kind of device it is; browsers differ in what they have of it. */
interface Navigator {
  readonly userAgent?: string;
  readonly maxTouchPoints?: number;
  readonly userAgentData?: {
    readonly brands?: readonly { readonly brand: string }[];
    readonly mobile?: boolean;
    readonly platform?: string;
  };
}

const StorageKey = "fixia-device";

/** Where nothing can be kept, the clients of a page are one device as long as it lives. */
let idOfPage: string | undefined;

/** The device that a client runs on: a browser, all tabs of which are one. */
export class Device {
  readonly #given: Partial<DeviceDescription> | false;

  /** Takes what differs from what the browser tells; `false` for a client that is no device. */
  constructor(given: Partial<DeviceDescription> | false = {}) {
    this.#given = given;
  }

  /** `undefined` for a client that is no device. */
  get id(): string | undefined {
    return this.#given ? (this.#given.id ?? keptId()) : undefined;
  }

  /** What is sent to the server; `undefined` for a client that is no device. */
  describe(): DeviceDescription | undefined {
    const { id } = this;
    if (!this.#given || id === undefined) return undefined;
    const { name, kind } = this.#given;
    const browser = (globalThis as { navigator?: Navigator }).navigator ?? {};
    return { id, name: (name || nameOf(browser)).slice(0, 100), kind: kind ?? kindOf(browser) };
  }
}

/** Asks the storage each time, so that tabs which made an id at the same moment soon agree on one. */
function keptId(): string {
  try {
    const kept = localStorage.getItem(StorageKey) ?? "";
    if (/^[\w-]{1,64}$/.test(kept)) return (idOfPage = kept);
    localStorage.setItem(StorageKey, (idOfPage ??= newId()));
  } catch {
    // There is no storage, or it is full or closed to this page.
  }
  return (idOfPage ??= newId());
}

/** `randomUUID` is there for pages of https alone. */
const newId = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

/** What user agents call themselves; the first that fits counts, because most of them name their ancestors too. */
const browsers: [RegExp, string][] = [
  [/Edg/, "Edge"],
  [/OPR|Opera/, "Opera"],
  [/SamsungBrowser/, "Samsung Internet"],
  [/Firefox|FxiOS/, "Firefox"],
  [/Chrom|CriOS/, "Chrome"],
  [/Safari/, "Safari"],
];
const platforms: [RegExp, string][] = [
  [/iPhone/, "iPhone"],
  [/iPad/, "iPad"],
  [/Android/, "Android"],
  [/Windows/, "Windows"],
  [/mac/i, "macOS"],
  [/CrOS|Chrome ?OS/, "ChromeOS"],
  [/Linux/, "Linux"],
];

function nameOf({ userAgent = "", userAgentData: { brands = [], platform = "" } = {} }: Navigator): string {
  const called = (names: [RegExp, string][], text: string) => names.find(([pattern]) => pattern.test(text))?.[1];
  const brandNames = brands.map(({ brand }) => brand).join();
  const browser = called(browsers, brandNames) ?? called(browsers, userAgent);
  const system = called(platforms, platform) ?? called(platforms, userAgent);
  return [browser, system].filter(Boolean).join(", ") || "Browser";
}

function kindOf({ userAgent = "", maxTouchPoints = 0, userAgentData }: Navigator): DeviceKind {
  // An iPad says that it is a Mac, of which none has a touch screen.
  if (/iPad|Tablet/.test(userAgent) || (/Macintosh/.test(userAgent) && maxTouchPoints > 1)) return "tablet";
  if (userAgentData?.mobile || /Mobi/.test(userAgent)) return "phone";
  return /Android/.test(userAgent) ? "tablet" : "desktop";
}
