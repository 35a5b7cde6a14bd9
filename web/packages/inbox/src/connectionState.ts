"use client";

import { useConnectionState, usePollInterval } from "@fixia/notifications-react";
import { useLocale } from "./texts.js";

const Minute = 60_000;

/** How notifications arrive, in words: while they are polled for, how often. */
export function useStateText(): string {
  const state = useConnectionState();
  const pollMs = usePollInterval();
  const { texts, language } = useLocale();
  if (state !== "polling" || pollMs === undefined) return texts.states[state];
  const unit = pollMs < 2 * Minute ? "second" : "minute";
  const format = new Intl.NumberFormat(language, { style: "unit", unit, maximumFractionDigits: 0 });
  return texts.pollingEvery(format.format(pollMs / (unit === "second" ? 1_000 : Minute)));
}
