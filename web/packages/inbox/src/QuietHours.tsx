"use client";

import type { QuietWindow, Weekday } from "@fixia/notifications";
import { useEffect, useId, useMemo, useRef, useState } from "react";
import type { PreferencesPartProps } from "./Preferences.js";
import { usePreferencesTexts } from "./preferencesTexts.js";
import { useLocale } from "./texts.js";

const week: Weekday[] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

const usual: QuietWindow = { days: week, from: "21:00", to: "08:00" };

/** How long a time may be typed before what is there counts, in ms. */
const SettleMs = 800;

/** As many as the server takes. */
const MostWindows = 28;

/** When it is quiet, and by which clock. */
export function QuietHours({ value, wanted }: PreferencesPartProps) {
  const texts = usePreferencesTexts();
  const titleId = useId();
  const add = useRef<HTMLButtonElement>(null);
  const windows = wanted.quiet_hours ?? [];
  const zone = wanted.time_zone ?? (windows.length > 0 ? "" : detectedZone());

  const save = (quiet_hours: readonly QuietWindow[]): void =>
    void value.change(wanted.time_zone ? { quiet_hours } : { quiet_hours, time_zone: zone || detectedZone() });

  return (
    <div className="fx-prefs-part" role="group" aria-labelledby={titleId}>
      <h3 id={titleId}>{texts.quietTitle}</h3>
      <p className="fx-prefs-hint">{texts.quietHint}</p>
      {windows.map((window, i) => (
        <WindowFields
          key={i}
          number={i + 1}
          window={window}
          onChange={(changed) => save(windows.map((other, j) => (j === i ? changed : other)))}
          onRemove={() => {
            add.current?.focus();
            save(windows.filter((_, j) => j !== i));
          }}
        />
      ))}
      <button
        type="button"
        className="fx-button"
        ref={add}
        disabled={windows.length >= MostWindows}
        onClick={() => save([...windows, usual])}
      >
        {texts.addQuiet}
      </button>
      <Zone zone={zone} onChange={(time_zone) => void value.change({ time_zone })} />
    </div>
  );
}

interface WindowProps {
  number: number;
  window: QuietWindow;
  onChange: (window: QuietWindow) => void;
  onRemove: () => void;
}

function WindowFields({ number, window, onChange, onRemove }: WindowProps) {
  const texts = usePreferencesTexts();
  const { language, texts: { labelled } } = useLocale();
  const names = useMemo(() => weekdayNames(language), [language]);
  const { days, from, to } = window;
  const toggle = (day: Weekday): void =>
    onChange({ ...window, days: week.filter((other) => (other === day) !== days.includes(other)) });

  return (
    <fieldset className="fx-prefs-window" data-testid="quiet-window">
      <legend>{texts.quietWindow(number)}</legend>
      <div className="fx-prefs-days" role="group" aria-label={texts.days}>
        {week.map((day, i) => (
          <label key={day}>
            <input
              type="checkbox"
              aria-label={names[i]!.long}
              checked={days.includes(day)}
              onChange={() => toggle(day)}
            />
            <span aria-hidden="true">{names[i]!.short}</span>
          </label>
        ))}
      </div>
      <TimeField label={texts.from} time={from} onChange={(time) => onChange({ ...window, from: time })} />
      <TimeField label={texts.to} time={to} onChange={(time) => onChange({ ...window, to: time })} />
      <span className="fx-prefs-hint">{to <= from && texts.nextDay}</span>
      <button
        type="button"
        className="fx-button"
        aria-label={labelled(texts.removeQuiet, texts.quietWindow(number))}
        onClick={onRemove}
      >
        {texts.removeQuiet}
      </button>
    </fieldset>
  );
}

/** A time counts when it is whole and nothing was typed for a moment, or the field is left. */
function TimeField({ label, time, onChange }: { label: string; time: string; onChange: (time: string) => void }) {
  const [draft, setDraft] = useState<string | null>(null);
  const commit = (): void => {
    setDraft(null);
    if (draft && draft !== time) onChange(draft);
  };
  const latest = useRef(commit);
  useEffect(() => {
    latest.current = commit;
  });
  useEffect(() => {
    // A time that lacks something is empty.
    if (!draft) return;
    const timer = setTimeout(() => latest.current(), SettleMs);
    return () => clearTimeout(timer);
  }, [draft]);

  return (
    <label className="fx-prefs-time">
      {label}
      <input type="time" value={draft ?? time} onChange={({ target }) => setDraft(target.value)} onBlur={commit} />
    </label>
  );
}

function Zone({ zone, onChange }: { zone: string; onChange: (zone: string) => void }) {
  const texts = usePreferencesTexts();
  const detected = detectedZone();
  const zones = useMemo(
    () => [...new Set([...Intl.supportedValuesOf("timeZone"), detected, ...(zone ? [zone] : [])])].sort(),
    [zone, detected],
  );
  return (
    <div className="fx-prefs-zone">
      <label>
        {texts.zone}
        <select data-testid="time-zone" value={zone} onChange={({ target }) => onChange(target.value)}>
          {!zone && <option value="">{texts.noZone}</option>}
          {zones.map((name) => (
            <option key={name} value={name}>
              {name.replaceAll("_", " ")}
            </option>
          ))}
        </select>
      </label>
      {zone !== detected && (
        <button type="button" className="fx-button" onClick={() => onChange(detected)}>
          {texts.useZone(detected)}
        </button>
      )}
    </div>
  );
}

const detectedZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone;

function weekdayNames(language: string): { short: string; long: string }[] {
  const name = (weekday: "short" | "long", day: number): string =>
    // The first of January 2024 was a Monday.
    new Intl.DateTimeFormat(language, { weekday, timeZone: "UTC" }).format(new Date(Date.UTC(2024, 0, 1 + day)));
  return week.map((_, day) => ({ short: name("short", day), long: name("long", day) }));
}
