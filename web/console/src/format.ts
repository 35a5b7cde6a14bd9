/** Everything here is written as the language has it; `-` stands for what there is not. */
export interface Format {
  count(value: number): string;
  /** A part of a whole. */
  percent(part: number, whole: number): string;
  duration(ms: number | null): string;
  time(iso: string | null | undefined): string;
  /** The time of day, to the second. */
  clock(iso: string): string;
  /** When a bucket starts: days are those of UTC. */
  bucket(iso: string, interval: "hour" | "day"): string;
}

const units: [number, "day" | "hour" | "minute" | "second" | "millisecond"][] = [
  [86_400_000, "day"],
  [3_600_000, "hour"],
  [60_000, "minute"],
  [1_000, "second"],
];

export function formatFor(language: string): Format {
  const counts = new Intl.NumberFormat(language);
  const percents = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 1 });
  const times = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "medium" });
  const hours = new Intl.DateTimeFormat(language, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const clocks = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
  const days = new Intl.DateTimeFormat(language, { day: "numeric", month: "short", timeZone: "UTC" });
  const valid = (iso: string | null | undefined): Date | undefined =>
    iso && !Number.isNaN(Date.parse(iso)) ? new Date(iso) : undefined;
  return {
    count: (value) => counts.format(value),
    percent: (part, whole) => (whole > 0 ? percents.format(part / whole) : "-"),
    duration(ms) {
      if (ms === null) return "-";
      const [length, unit] = units.find(([size]) => ms >= size) ?? [1, "millisecond" as const];
      const options = { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: unit === "millisecond" ? 0 : 1 } as const;
      return new Intl.NumberFormat(language, options).format(ms / length);
    },
    time(iso) {
      const date = valid(iso);
      return date ? times.format(date) : "-";
    },
    clock(iso) {
      const date = valid(iso);
      return date ? clocks.format(date) : "-";
    },
    bucket(iso, interval) {
      const date = valid(iso);
      return date ? (interval === "day" ? days : hours).format(date) : "-";
    },
  };
}
