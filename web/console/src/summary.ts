import type { Analytics, Bucket, DeviceKind } from "./wire.js";

const allStages = ["created", "pushed", "received", "seen", "read"] as const;
export type Stage = (typeof allStages)[number];

/** In order. An older server does not tell what was pushed. */
export const stagesOf = ({ knowsPushes }: Sum): readonly Stage[] => allStages.filter((stage) => knowsPushes || stage !== "pushed");

export const deviceKinds: readonly DeviceKind[] = ["phone", "tablet", "desktop", "unknown"];

const numbers = [...allStages, "acted", "shown", "received_within_minute", "received_within_hour", "suppressed", "expired_unread"] as const;
const connections = ["asked", "connected", "received_within_minute", "received_within_hour"] as const;

/** What several buckets come to together. */
export type Sum = Record<(typeof numbers)[number], number> & {
  receivedBy: Record<DeviceKind, number>;
  /** By the rule of the preferences. */
  suppressedBy: Record<string, number>;
  /** Of those of which it was asked whether their user was connected. */
  connected: Record<(typeof connections)[number], number>;
  /** Whether the server counts what was pushed, and all that goes with it. */
  knowsPushes: boolean;
  toPush: number[];
  toReceive: number[];
  toRead: number[];
  complete: boolean;
};

export function sumOf(buckets: readonly Bucket[]): Sum {
  const total = (of: (bucket: Bucket) => number | undefined): number => buckets.reduce((sum, bucket) => sum + (of(bucket) ?? 0), 0);
  const byBound = (of: (bucket: Bucket) => number[]): number[] => {
    const length = Math.max(0, ...buckets.map((bucket) => of(bucket).length));
    return Array.from({ length }, (_, at) => total((bucket) => of(bucket)[at]));
  };
  return {
    ...(Object.fromEntries(numbers.map((name) => [name, total((bucket) => bucket[name])])) as Record<(typeof numbers)[number], number>),
    receivedBy: Object.fromEntries(deviceKinds.map((kind) => [kind, total((bucket) => bucket.received_by[kind])])) as Sum["receivedBy"],
    suppressedBy: Object.fromEntries(
      [...new Set(buckets.flatMap((bucket) => Object.keys(bucket.suppressed_by ?? {})))].sort().map((rule) => [rule, total((bucket) => bucket.suppressed_by?.[rule])]),
    ),
    connected: Object.fromEntries(connections.map((name) => [name, total((bucket) => bucket.connected?.[name])])) as Sum["connected"],
    knowsPushes: buckets.some((bucket) => bucket.pushed !== undefined),
    toPush: byBound((bucket) => bucket.time_to_push?.counts ?? []),
    toReceive: byBound((bucket) => bucket.time_to_receive.counts),
    toRead: byBound((bucket) => bucket.time_to_read.counts),
    complete: buckets.every((bucket) => bucket.complete),
  };
}

/** The sums of those that have something in common, in its order. */
export function sumsBy(buckets: readonly Bucket[], key: "start" | "type"): { key: string; sum: Sum }[] {
  const groups = new Map<string, Bucket[]>();
  for (const bucket of buckets) groups.set(bucket[key], [...(groups.get(bucket[key]) ?? []), bucket]);
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, group]) => ({ key: name, sum: sumOf(group) }));
}

export interface Percentile {
  ms: number | null;
  /** It lies above the last bound, which is `ms`: how far is unknown. */
  over: boolean;
}

/** Within which time a part of them were, as exactly as counts between bounds tell: spread evenly between two of them. */
export function percentile(bounds: readonly number[], counts: readonly number[], part: number): Percentile {
  const wanted = counts.reduce((sum, count) => sum + count, 0) * part;
  if (wanted === 0) return { ms: null, over: false };
  let before = 0;
  for (const [at, count] of counts.entries()) {
    const [low, high] = [bounds[at - 1] ?? 0, bounds[at]];
    if (high === undefined) break;
    if (count > 0 && before + count >= wanted) return { ms: low + ((high - low) * (wanted - before)) / count, over: false };
    before += count;
  }
  return { ms: bounds.at(-1) ?? null, over: true };
}

export const ranges = ["24h", "7d", "30d"] as const;
export type Range = (typeof ranges)[number];

const HourMs = 3_600_000;

export interface Period {
  from: string;
  to: string;
  interval: "hour" | "day";
}

/** The time up to now, from the beginning of an hour or a day on. */
export function periodOf(range: Range, now: number): Period {
  const interval = range === "30d" ? "day" : "hour";
  const step = interval === "day" ? 24 * HourMs : HourMs;
  const length = { "24h": 24, "7d": 168, "30d": 720 }[range] * HourMs;
  const from = Math.floor((now - length) / step) * step;
  return { from: new Date(from).toISOString(), to: new Date(now).toISOString(), interval };
}

/** For a chart: times in seconds, and the numbers of each stage. */
export function seriesOf({ buckets }: Analytics): { times: number[]; values: Record<Stage, number[]> } {
  const sums = sumsBy(buckets, "start");
  return {
    times: sums.map(({ key }) => Date.parse(key) / 1_000),
    values: Object.fromEntries(allStages.map((stage) => [stage, sums.map(({ sum }) => sum[stage])])) as Record<Stage, number[]>,
  };
}
