"use client";

import { InvalidPreferencesError, type Preferences as Wanted } from "@fixia/notifications";
import { useConnectionState, usePreferences, type PreferencesValue } from "@fixia/notifications-react";
import { useEffect, useId, useState } from "react";
import { join } from "./Inbox.js";
import { MuteControls } from "./MuteControls.js";
import { PreferencesTable } from "./PreferencesTable.js";
import { PreferencesLocale, usePreferencesTexts, type PreferencesLocaleProps } from "./preferencesTexts.js";
import { QuietHours } from "./QuietHours.js";

export interface PreferencesProps extends PreferencesLocaleProps {
  /** Its name among the landmarks of the page, where there are several. Default: its title. */
  label?: string;
  className?: string;
}

/** What part of the preferences needs to be shown and changed. */
export interface PreferencesPartProps {
  value: PreferencesValue;
  wanted: Wanted;
}

/** Where a user decides what may interrupt, on which device, and when. Every change is saved right away. */
export function Preferences({ language, texts, ...rest }: PreferencesProps) {
  return (
    <PreferencesLocale language={language} texts={texts}>
      <PreferencesSection {...rest} />
    </PreferencesLocale>
  );
}

function PreferencesSection({ label, className }: Pick<PreferencesProps, "label" | "className">) {
  const value = usePreferences();
  const texts = usePreferencesTexts();
  const titleId = useId();
  const { preferences, loading } = value;
  return (
    <section
      className={join("fx fx-prefs", className)}
      aria-label={label}
      aria-labelledby={label === undefined ? titleId : undefined}
      data-testid="preferences"
    >
      <header className="fx-prefs-header">
        <h2 id={titleId}>{texts.title}</h2>
        <SavingState value={value} />
      </header>
      <p className="fx-prefs-hint">{texts.hint}</p>
      <Problem value={value} />
      {preferences ? (
        <>
          <MuteControls value={value} wanted={preferences} />
          <PreferencesTable value={value} wanted={preferences} />
          <QuietHours value={value} wanted={preferences} />
        </>
      ) : (
        loading && <Loading />
      )}
    </section>
  );
}

function Loading() {
  const texts = usePreferencesTexts();
  const signedOut = useConnectionState() === "signed-out";
  return (
    <p className="fx-prefs-hint" aria-busy={!signedOut}>
      {signedOut ? texts.signedOut : texts.loading}
    </p>
  );
}

/** Is read out: who can't see that a choice stayed has to hear that it was saved. */
function SavingState({ value: { saving, saveError } }: { value: PreferencesValue }) {
  const texts = usePreferencesTexts();
  const [hasSaved, setHasSaved] = useState(false);
  useEffect(() => {
    if (saving) setHasSaved(true);
  }, [saving]);
  const state = saving ? "saving" : hasSaved && !saveError ? "saved" : "idle";
  return (
    <span className="fx-prefs-state" role="status" data-testid="preferences-state" data-state={state}>
      {state === "saving" ? texts.saving : state === "saved" ? texts.saved : ""}
    </span>
  );
}

function Problem({ value: { error, saveError, preferences, reload } }: { value: PreferencesValue }) {
  const texts = usePreferencesTexts();
  const flaws = saveError instanceof InvalidPreferencesError ? saveError.flaws : [];
  if (!saveError && !(error && !preferences)) return null;
  return (
    <div className="fx-prefs-problem" role="alert" data-testid="preferences-error">
      <p>{saveError ? texts.notSaved : texts.loadFailed}</p>
      {flaws.length > 0 && (
        <ul>
          {flaws.map(({ member, detail }) => (
            <li key={member + detail}>
              <code>{member}</code> {detail}
            </li>
          ))}
        </ul>
      )}
      {!saveError && (
        <button type="button" className="fx-button" onClick={() => void reload()}>
          {texts.retry}
        </button>
      )}
    </div>
  );
}
