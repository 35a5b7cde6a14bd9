"use client";

import { useNotificationClient } from "@fixia/notifications-react";
import { useId } from "react";
import { patchDevice } from "./devices.js";
import type { PreferencesPartProps } from "./Preferences.js";
import { usePreferencesTexts } from "./preferencesTexts.js";
import { useLocale } from "./texts.js";
import { useClock } from "./time.js";

const HourMs = 3_600_000;

/** When "tomorrow" begins for somebody who wants to be left alone until then. */
const MorningHour = 8;

/** Mutes everything, or this device. */
export function MuteControls({ value, wanted }: PreferencesPartProps) {
  const texts = usePreferencesTexts();
  const titleId = useId();
  const { change, deviceId } = value;
  return (
    <div className="fx-prefs-part" role="group" aria-labelledby={titleId}>
      <h3 id={titleId}>{texts.muteTitle}</h3>
      <p className="fx-prefs-hint">{texts.muteHint}</p>
      <Mute
        name={texts.allDevices}
        until={wanted.muted_until}
        onChange={(muted_until) => void change({ muted_until })}
        testId="mute-all"
      />
      {deviceId !== undefined && (
        <Mute
          name={texts.thisDevice}
          until={wanted.devices?.[deviceId]?.muted_until}
          onChange={(muted_until) => void change(patchDevice(value, wanted, deviceId, { muted_until }))}
          testId="mute-device"
        />
      )}
    </div>
  );
}

interface MuteProps {
  name: string;
  until: string | null | undefined;
  onChange: (until: string | null) => void;
  testId: string;
}

function Mute({ name, until, onChange, testId }: MuteProps) {
  const texts = usePreferencesTexts();
  const { language } = useLocale();
  const client = useNotificationClient();
  const nameId = useId();
  const time = useClock((now) => (until && Date.parse(until) > now ? timeOf(until, now, language) : ""));
  const tomorrow = (): number => {
    const date = new Date(client.now());
    date.setDate(date.getDate() + 1);
    return date.setHours(MorningHour, 0, 0, 0);
  };
  const muteUntil = (at: number): void => onChange(new Date(at).toISOString());

  return (
    <div className="fx-prefs-mute" role="group" aria-labelledby={nameId} data-testid={testId} data-muted={time !== ""}>
      <p>
        <strong id={nameId}>{name}</strong>{" "}
        <span className="fx-prefs-hint" role="status">
          {time ? texts.mutedUntil(time) : texts.notMuted}
        </span>
      </p>
      <div className="fx-prefs-actions">
        <button type="button" className="fx-button" onClick={() => muteUntil(client.now() + HourMs)}>
          {texts.muteHour}
        </button>
        <button type="button" className="fx-button" onClick={() => muteUntil(tomorrow())}>
          {texts.muteTomorrow}
        </button>
        {/* Stays where it is, so that it keeps the focus when it has done its work. */}
        <button type="button" className="fx-button" aria-disabled={!time} onClick={() => time && onChange(null)}>
          {texts.unmute}
        </button>
      </div>
    </div>
  );
}

/** The time alone where that is clear. */
function timeOf(until: string, now: number, language: string): string {
  const weekday = Date.parse(until) - now < 12 * HourMs ? undefined : ("long" as const);
  return new Intl.DateTimeFormat(language, { weekday, hour: "numeric", minute: "2-digit" }).format(new Date(until));
}
