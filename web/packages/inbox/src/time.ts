"use client";

import { useNotificationClient } from "@fixia/notifications-react";
import { useSyncExternalStore } from "react";

const TickMs = 15_000;

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

/** One timer for every time on the page, running while there is one. */
function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    for (const tick of [...listeners]) tick();
  }, TickMs);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** A text that depends on the server's time; renders again only when it changes. */
export function useClock(read: (now: number) => string): string {
  const client = useNotificationClient();
  const snapshot = (): string => read(client.now());
  return useSyncExternalStore(subscribe, snapshot, snapshot);
}

/** "2 minutes ago", in words of the language. */
export function useTimeAgo(timestamp: string, language: string): string {
  return useClock((now) => timeAgo(timestamp, now, language));
}

/** The local day that it is, as a name that changes at midnight. */
export function useToday(): string {
  return useClock((now) => dayOf(now));
}

const Minute = 60_000;
const Hour = 60 * Minute;
const Day = 24 * Hour;

export function timeAgo(timestamp: string, now: number, language: string): string {
  const format = relativeFormat(language);
  // A clock that runs behind the server's does not make a notification come from the future.
  const age = Math.max(0, now - Date.parse(timestamp));
  if (age < Minute) return format.format(0, "second");
  if (age < Hour) return format.format(-Math.floor(age / Minute), "minute");
  if (age < Day) return format.format(-Math.floor(age / Hour), "hour");
  return format.format(-Math.floor(age / Day), "day");
}

export function dayOf(time: number | string): string {
  const date = new Date(time);
  return `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`;
}

/** "Today", "Yesterday", or the date. */
export function dayLabel(day: string, today: string, language: string): string {
  const [date, reference] = [localDate(day), localDate(today)];
  // Rounded, because a day with a clock change has 23 or 25 hours.
  const distance = Math.round((date.getTime() - reference.getTime()) / Day);
  const label = distance === 0 || distance === -1 ? relativeFormat(language).format(distance, "day") : longDate();
  return label.charAt(0).toLocaleUpperCase(language) + label.slice(1);

  function longDate(): string {
    const year = yearBeside(reference, date);
    return new Intl.DateTimeFormat(language, { weekday: "long", day: "numeric", month: "long", year }).format(date);
  }
}

/** When something is due: the time alone where that is today. */
export function dueLabel(due: Date, now: number, language: string): string {
  const date = { weekday: "short", day: "numeric", month: "short", year: yearBeside(new Date(now), due) } as const;
  const day = dayOf(due.getTime()) === dayOf(now) ? {} : date;
  return new Intl.DateTimeFormat(language, { ...day, hour: "numeric", minute: "2-digit" }).format(due);
}

const yearBeside = (reference: Date, date: Date): "numeric" | undefined =>
  date.getFullYear() === reference.getFullYear() ? undefined : "numeric";

function localDate(day: string): Date {
  const [year, month, date] = day.split("-").map(Number) as [number, number, number];
  return new Date(year, month - 1, date);
}

const formats = new Map<string, Intl.RelativeTimeFormat>();

function relativeFormat(language: string): Intl.RelativeTimeFormat {
  let format = formats.get(language);
  if (!format) formats.set(language, (format = new Intl.RelativeTimeFormat(language, { numeric: "auto" })));
  return format;
}
