/** A time that is offered, by what it is called. */
export interface SnoozeChoice {
  readonly name: "today" | "tomorrow" | "nextWeek";
  readonly at: Date;
}

const Minute = 60_000;
const LaterMs = 180 * Minute;
const MorningHour = 8;
const Monday = 1;

/** What is offered at a moment, by the clock of the device. None of them is there twice, and none called today is tomorrow's. */
export function snoozeChoices(now: number): SnoozeChoice[] {
  const today = new Date(now);
  const later = new Date(now + LaterMs);
  const untilMonday = (Monday + 7 - today.getDay()) % 7 || 7;
  return [
    ...(later.getDate() === today.getDate() ? [{ name: "today" as const, at: later }] : []),
    { name: "tomorrow", at: morningIn(1, today) },
    ...(untilMonday > 1 ? [{ name: "nextWeek" as const, at: morningIn(untilMonday, today) }] : []),
  ];
}

/** As days are counted, not hours: some have 23 or 25. */
const morningIn = (days: number, from: Date): Date =>
  new Date(from.getFullYear(), from.getMonth(), from.getDate() + days, MorningHour);

/** The next whole minute, as a field for a local time has it. */
export function nextMinute(now: number): string {
  const at = new Date(now + Minute);
  return new Date(at.getTime() - at.getTimezoneOffset() * Minute).toISOString().slice(0, 16);
}
