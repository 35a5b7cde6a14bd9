"use client";

import type { Attention, DeviceKind } from "@fixia/notifications";
import { createContext, useContext, useMemo, type ReactNode } from "react";
import { LocaleProvider, useLocale, type Language } from "./texts.js";

export type Level = "all" | "critical" | "none";

/** Apart from the inbox's, so that an app which has no preferences does not load them. */
export interface PreferencesTexts {
  title: string;
  hint: string;
  loading: string;
  loadFailed: string;
  retry: string;
  signedOut: string;
  saving: string;
  saved: string;
  notSaved: string;
  muteTitle: string;
  muteHint: string;
  allDevices: string;
  thisDevice: string;
  notMuted: string;
  mutedUntil: (time: string) => string;
  muteHour: string;
  muteTomorrow: string;
  unmute: string;
  tableTitle: string;
  tableHint: string;
  type: string;
  level: string;
  levels: Record<Level, string>;
  rules: Record<Attention, string>;
  /** Where nothing was decided. */
  byDefault: (rule: string) => string;
  asOnAllDevices: string;
  required: string;
  kinds: Record<DeviceKind, string>;
  lastSeen: (ago: string) => string;
  removeDevice: string;
  quietTitle: string;
  quietHint: string;
  quietWindow: (number: number) => string;
  days: string;
  from: string;
  to: string;
  nextDay: string;
  addQuiet: string;
  removeQuiet: string;
  zone: string;
  noZone: string;
  useZone: (zone: string) => string;
}

const en: PreferencesTexts = {
  title: "Notification preferences",
  hint: "Everything is always in your list. Here you decide what may interrupt you, and where.",
  loading: "Loading preferences",
  loadFailed: "The preferences could not be loaded.",
  retry: "Try again",
  signedOut: "Your session has ended. Sign in again to change your preferences.",
  saving: "Saving",
  saved: "Saved",
  notSaved: "That could not be saved. It is as it was before.",
  muteTitle: "Mute",
  muteHint: "What is critical still interrupts.",
  allDevices: "All devices",
  thisDevice: "This device",
  notMuted: "Not muted",
  mutedUntil: (time) => `Muted until ${time}`,
  muteHour: "For an hour",
  muteTomorrow: "Until tomorrow at 8:00",
  unmute: "Unmute",
  tableTitle: "What interrupts, and where",
  tableHint: "What a device says of a type goes before what is said for all devices.",
  type: "Type",
  level: "Lets through",
  levels: { all: "Everything", critical: "Only what is critical", none: "Nothing" },
  rules: { interrupt: "Interrupt", silent: "Silent" },
  byDefault: (rule) => `Default (${rule.toLowerCase()})`,
  asOnAllDevices: "As on all devices",
  required: "Always interrupts",
  kinds: { phone: "Phone", tablet: "Tablet", desktop: "Computer" },
  lastSeen: (ago) => `Last used ${ago}`,
  removeDevice: "Remove",
  quietTitle: "Quiet hours",
  quietHint: "In these hours only what is critical interrupts, and what you set to interrupt.",
  quietWindow: (number) => `Quiet hours ${number}`,
  days: "Days",
  from: "From",
  to: "To",
  nextDay: "until the next day",
  addQuiet: "Add quiet hours",
  removeQuiet: "Remove",
  zone: "Time zone",
  noZone: "None: quiet hours have no effect",
  useZone: (zone) => `Use this device's: ${zone}`,
};

const es: PreferencesTexts = {
  title: "Preferencias de notificaciones",
  hint: "Todo queda siempre en tu lista. Acá decidís qué puede interrumpirte, y dónde.",
  loading: "Cargando preferencias",
  loadFailed: "No se pudieron cargar las preferencias.",
  retry: "Reintentar",
  signedOut: "Tu sesión terminó. Volvé a iniciarla para cambiar tus preferencias.",
  saving: "Guardando",
  saved: "Guardado",
  notSaved: "No se pudo guardar. Quedó como estaba.",
  muteTitle: "Silenciar",
  muteHint: "Lo crítico interrumpe igual.",
  allDevices: "Todos los dispositivos",
  thisDevice: "Este dispositivo",
  notMuted: "Sin silenciar",
  mutedUntil: (time) => `Silenciado hasta ${time}`,
  muteHour: "Por una hora",
  muteTomorrow: "Hasta mañana a las 8:00",
  unmute: "Dejar de silenciar",
  tableTitle: "Qué interrumpe, y dónde",
  tableHint: "Lo que un dispositivo dice de un tipo vale más que lo dicho para todos.",
  type: "Tipo",
  level: "Deja pasar",
  levels: { all: "Todo", critical: "Solo lo crítico", none: "Nada" },
  rules: { interrupt: "Interrumpir", silent: "Silencio" },
  byDefault: (rule) => `Por defecto (${rule.toLowerCase()})`,
  asOnAllDevices: "Como en todos",
  required: "Interrumpe siempre",
  kinds: { phone: "Teléfono", tablet: "Tableta", desktop: "Computadora" },
  lastSeen: (ago) => `Último uso: ${ago}`,
  removeDevice: "Quitar",
  quietTitle: "Horas de silencio",
  quietHint: "En estas horas solo interrumpe lo crítico, y lo que pusiste en interrumpir.",
  quietWindow: (number) => `Horas de silencio ${number}`,
  days: "Días",
  from: "Desde",
  to: "Hasta",
  nextDay: "hasta el día siguiente",
  addQuiet: "Agregar horas de silencio",
  removeQuiet: "Quitar",
  zone: "Zona horaria",
  noZone: "Ninguna: las horas de silencio no tienen efecto",
  useZone: (zone) => `Usar la de este dispositivo: ${zone}`,
};

const languages = { en, es };

export interface PreferencesLocaleProps {
  /**
   * Default: the document's language when it is Spanish or English, else English. A server does not see the document:
   * name the language for pages that are rendered there, or they are in English until the browser takes over.
   */
  language?: Language;
  /** Texts that differ from the language's. `types`: labels of notification types, as an inbox has them. */
  texts?: Partial<PreferencesTexts & { types: Record<string, string> }>;
}

const TextsContext = createContext(en);

/** The language and both sets of texts: what the inbox calls a type it is called here too. */
export function PreferencesLocale({ language, texts, children }: PreferencesLocaleProps & { children: ReactNode }) {
  const types = texts?.types;
  const inboxTexts = useMemo(() => (types ? { types } : {}), [types]);
  return (
    <LocaleProvider language={language} texts={inboxTexts}>
      <Texts texts={texts}>{children}</Texts>
    </LocaleProvider>
  );
}

function Texts({ texts, children }: { texts: PreferencesLocaleProps["texts"]; children: ReactNode }) {
  const { language } = useLocale();
  const value = useMemo(() => ({ ...languages[language], ...texts }), [language, texts]);
  return <TextsContext.Provider value={value}>{children}</TextsContext.Provider>;
}

export const usePreferencesTexts = (): PreferencesTexts => useContext(TextsContext);
