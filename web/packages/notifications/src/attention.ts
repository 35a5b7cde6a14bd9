/** What a device does with a notification, which is in its list and in its counts in any case. */
export type Attention = "interrupt" | "silent";

/** The rules, strongest first: the first one that has something to say decides. docs/attention.md has the table. */
export type AttentionRule =
  | "required-type"
  | "critical"
  | "mute"
  | "device-mute"
  | "device-type"
  | "device-level"
  | "type"
  | "quiet-hours"
  | "default";

/** A decision and its reason. */
export interface Ruling {
  readonly attention: Attention;
  readonly rule: AttentionRule;
}

type ByType = Readonly<Record<string, Attention | null>>;

/** What a user wants of one device; unset and `null` are no statement. Times are ISO 8601. */
export interface DeviceSettings {
  readonly level?: "all" | "critical" | "none" | null;
  readonly types?: ByType | null;
  readonly muted_until?: string | null;
}

/** The preferences as the server answers them. */
export interface AttentionSettings {
  readonly preferences?: {
    readonly types?: ByType | null;
    readonly devices?: Readonly<Record<string, DeviceSettings | null>> | null;
    readonly muted_until?: string | null;
  } | null;
  /** Types that interrupt whatever a user wants. */
  readonly required_types?: readonly string[] | null;
  /** What is done with types of which the user said nothing; `interrupt` where a type is missing. */
  readonly defaults?: ByType | null;
  /** The quiet hours of the next days, so that no device computes zones. What is beyond them counts as not quiet. */
  readonly quiet_intervals?: readonly { readonly from: string; readonly to: string }[] | null;
}

/** What is to be decided. */
export interface AttentionQuestion {
  readonly type: string;
  readonly priority?: string | null | undefined;
  /** `undefined` for a device without an id. */
  readonly deviceId?: string | undefined;
  /** When, by the server's clock, in ms since the epoch. */
  readonly at: number;
}

/**
 * Decides whether what was sent to everybody interrupts here: by the same rules as the server, which decides for all else.
 * tests/vectors holds both to them.
 */
export function resolveAttention(
  settings: AttentionSettings | null | undefined,
  { type, priority, deviceId, at }: AttentionQuestion,
): Ruling {
  const user = settings?.preferences;
  if (settings?.required_types?.includes(type)) return { attention: "interrupt", rule: "required-type" };

  const device = deviceId === undefined ? undefined : user?.devices?.[deviceId];
  const deviceRule = attentionOf(device?.types, type);
  const level = device?.level;
  if (priority === "critical") {
    if (level !== "none") return { attention: "interrupt", rule: "critical" };
    return deviceRule === "interrupt"
      ? { attention: "interrupt", rule: "device-type" }
      : { attention: "silent", rule: "device-level" };
  }

  if (isBefore(at, user?.muted_until)) return { attention: "silent", rule: "mute" };
  if (isBefore(at, device?.muted_until)) return { attention: "silent", rule: "device-mute" };
  if (deviceRule) return { attention: deviceRule, rule: "device-type" };
  if (level === "critical" || level === "none") return { attention: "silent", rule: "device-level" };

  const userRule = attentionOf(user?.types, type);
  if (userRule) return { attention: userRule, rule: "type" };
  const isQuiet = settings?.quiet_intervals?.some(({ from, to }) => !isBefore(at, from) && isBefore(at, to));
  if (isQuiet) return { attention: "silent", rule: "quiet-hours" };
  return { attention: attentionOf(settings?.defaults, type) ?? "interrupt", rule: "default" };
}

/** Types are anybody's words, `constructor` among them, so anything may be found. */
function attentionOf(rules: ByType | null | undefined, type: string): Attention | undefined {
  const attention = rules?.[type];
  return attention === "interrupt" || attention === "silent" ? attention : undefined;
}

/** What is no time is never to come. */
function isBefore(at: number, time: string | null | undefined): boolean {
  return at < Date.parse(time ?? "");
}
