"use client";

import type { Attention } from "@fixia/notifications";
import { useEffect, useId, useRef, useState } from "react";
import { columnsOf, patchDevice, type DeviceColumn } from "./devices.js";
import { CloseIcon, RenameIcon } from "./icons.js";
import type { Level } from "./languageTypes.js";
import type { PreferencesPartProps } from "./Preferences.js";
import { usePreferencesTexts } from "./preferencesTexts.js";
import { typeLabel, useLocale } from "./texts.js";
import { useTimeAgo } from "./time.js";

/** What interrupts on which device: a row for each type, a column for each device. */
export function PreferencesTable({ value, wanted }: PreferencesPartProps) {
  const texts = usePreferencesTexts();
  const titleId = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  const columns = columnsOf(value, wanted, texts);
  const { types, removeDevice } = value;
  return (
    <div className="fx-prefs-part" role="group" aria-labelledby={titleId}>
      <h3 id={titleId} ref={heading} tabIndex={-1}>
        {texts.tableTitle}
      </h3>
      <p className="fx-prefs-hint">{texts.tableHint}</p>
      {/* Wider than a phone: it scrolls under its first column, by keyboard as well. */}
      <div className="fx-prefs-scroll" role="group" aria-labelledby={titleId} tabIndex={0}>
        <table className="fx-prefs-table" aria-labelledby={titleId}>
          <thead>
            <tr>
              <th scope="col">{texts.type}</th>
              <th scope="col">{texts.allDevices}</th>
              {columns.map((column) => (
                <DeviceHeader
                  key={column.id}
                  column={column}
                  onRename={(name) => void value.change(patchDevice(value, wanted, column.id, { name }))}
                  onRemove={() => {
                    // The button goes with its column.
                    heading.current?.focus();
                    void removeDevice(column.id);
                  }}
                />
              ))}
            </tr>
          </thead>
          <tbody>
            <LevelRow value={value} wanted={wanted} columns={columns} />
            {types.map((type) => (
              <TypeRow key={type} type={type} value={value} wanted={wanted} columns={columns} />
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

interface DeviceHeaderProps {
  column: DeviceColumn;
  /** Null for the name that the device gives itself with its next connection. */
  onRename: (name: string | null) => void;
  onRemove: () => void;
}

function DeviceHeader({ column, onRename, onRemove }: DeviceHeaderProps) {
  const texts = usePreferencesTexts();
  const { labelled } = useLocale().texts;
  const { id, name, kind, isThis, settings } = column;
  return (
    <th scope="col" data-testid="preferences-device" data-id={id} data-this={isThis}>
      <DeviceName column={column} onRename={onRename} />
      <span className="fx-prefs-hint">
        {kind && texts.kinds[kind]}
        {!isThis && settings.last_seen_at && <LastSeen at={settings.last_seen_at} />}
      </span>
      {!isThis && (
        <button
          type="button"
          className="fx-button fx-icon-button fx-prefs-remove"
          aria-label={labelled(texts.removeDevice, name)}
          title={texts.removeDevice}
          onClick={onRemove}
        >
          <CloseIcon />
        </button>
      )}
    </th>
  );
}

/** As long as the server takes. */
const maxNameLength = 100;

function DeviceName({ column: { name, settings }, onRename }: Omit<DeviceHeaderProps, "onRemove">) {
  const { labelled } = useLocale().texts;
  const label = labelled(usePreferencesTexts().renameDevice, name);
  const [draft, setDraft] = useState<string>();
  const button = useRef<HTMLButtonElement>(null);
  const isLeftByKey = useRef(false);
  useEffect(() => {
    if (draft === undefined && isLeftByKey.current) button.current?.focus();
    isLeftByKey.current = false;
  }, [draft]);

  if (draft === undefined)
    return (
      <span className="fx-prefs-device">
        <bdi>{name}</bdi>
        <button
          ref={button}
          type="button"
          className="fx-button fx-icon-button"
          data-testid="preferences-rename"
          aria-label={label}
          title={label}
          onClick={() => setDraft(settings.name ?? "")}
        >
          <RenameIcon />
        </button>
      </span>
    );

  const leave = (wanted: string) => {
    setDraft(undefined);
    if (wanted !== (settings.name ?? "")) onRename(wanted || null);
  };
  return (
    <input
      type="text"
      className="fx-prefs-name"
      data-testid="preferences-name"
      aria-label={label}
      maxLength={maxNameLength}
      autoFocus
      value={draft}
      onChange={({ target }) => setDraft(target.value)}
      onBlur={() => leave(draft.trim())}
      onKeyDown={(event) => {
        const { key, nativeEvent } = event;
        // Enter may also end the composition of a character.
        if (nativeEvent.isComposing || (key !== "Enter" && key !== "Escape")) return;
        // What the preferences are in, stays open or unsent.
        event.preventDefault();
        event.stopPropagation();
        isLeftByKey.current = true;
        leave(key === "Enter" ? draft.trim() : (settings.name ?? ""));
      }}
    />
  );
}

function LastSeen({ at }: { at: string }) {
  const texts = usePreferencesTexts();
  const { language } = useLocale();
  const ago = useTimeAgo(at, language);
  return (
    <>
      {" · "}
      {texts.lastSeen(ago)}
    </>
  );
}

interface RowProps extends PreferencesPartProps {
  columns: readonly DeviceColumn[];
}

const levels: Level[] = ["all", "critical", "none"];

function LevelRow({ value, wanted, columns }: RowProps) {
  const texts = usePreferencesTexts();
  return (
    <tr>
      <th scope="row">{texts.level}</th>
      <td />
      {columns.map(({ id, name, settings }) => (
        <td key={id}>
          <select
            aria-label={texts.cell(texts.level, name)}
            data-testid="preferences-level"
            data-id={id}
            value={settings.level ?? "all"}
            onChange={({ target }) =>
              void value.change(patchDevice(value, wanted, id, { level: target.value as Level }))
            }
          >
            {levels.map((level) => (
              <option key={level} value={level}>
                {texts.levels[level]}
              </option>
            ))}
          </select>
        </td>
      ))}
    </tr>
  );
}

function TypeRow({ type, value, wanted, columns }: RowProps & { type: string }) {
  const texts = usePreferencesTexts();
  const label = typeLabel(useLocale().texts, type);
  const { change, defaults, requiredTypes } = value;
  if (requiredTypes.includes(type))
    return (
      <tr data-type={type}>
        <th scope="row">{label}</th>
        {/* A cell each, so that a screen reader finds the answer in every column. */}
        {[null, ...columns].map((column) => (
          <td key={column?.id ?? ""} className="fx-prefs-hint">
            {texts.required}
          </td>
        ))}
      </tr>
    );
  return (
    <tr data-type={type}>
      <th scope="row">{label}</th>
      <td>
        <RuleSelect
          label={texts.cell(label, texts.allDevices)}
          unset={texts.byDefault(texts.rules[defaults[type] ?? "interrupt"])}
          rule={wanted.types?.[type]}
          onChange={(rule) => void change({ types: { [type]: rule } })}
        />
      </td>
      {columns.map(({ id, name, settings }) => (
        <td key={id}>
          <RuleSelect
            label={texts.cell(label, name)}
            unset={texts.asOnAllDevices}
            rule={settings.types?.[type]}
            onChange={(rule) => void change(patchDevice(value, wanted, id, { types: { [type]: rule } }))}
          />
        </td>
      ))}
    </tr>
  );
}

interface RuleSelectProps {
  label: string;
  /** What it says where there is no rule. */
  unset: string;
  rule: Attention | null | undefined;
  onChange: (rule: Attention | null) => void;
}

function RuleSelect({ label, unset, rule, onChange }: RuleSelectProps) {
  const { rules } = usePreferencesTexts();
  return (
    <select
      aria-label={label}
      data-set={rule != null}
      value={rule ?? ""}
      onChange={({ target }) => onChange((target.value || null) as Attention | null)}
    >
      <option value="">{unset}</option>
      <option value="interrupt">{rules.interrupt}</option>
      <option value="silent">{rules.silent}</option>
    </select>
  );
}
