"use client";

import { createContext, useContext, useMemo, type ReactNode } from "react";
import type { PreferencesLanguage, PreferencesTexts } from "./languageTypes.js";
import { enPreferences } from "./languages/en.js";
import { esPreferences } from "./languages/es.js";
import { LocaleProvider, useDocumentLanguage, type BuiltInLanguage } from "./texts.js";

/** Apart from the inbox's, so that an app which has no preferences does not load their texts. */
const builtIn = { en: enPreferences, es: esPreferences };

export interface PreferencesLocaleProps {
  /**
   * One that is built in, by its name, or any other with the texts of the preferences, such as `frPreferences` of
   * `@fixia/inbox/fr`. Default: the document's language when it is Spanish or English, else English. A server does not see
   * the document: name the language for pages that are rendered there, or they are in English until the browser takes over.
   */
  language?: BuiltInLanguage | PreferencesLanguage;
  /** Texts that differ from the language's. `types`: labels of notification types, as an inbox has them. */
  texts?: Partial<PreferencesTexts & { types: Record<string, string> }>;
}

const TextsContext = createContext(enPreferences.preferences);

/** The language and both sets of texts: what the inbox calls a type it is called here too. */
export function PreferencesLocale({ language, texts, children }: PreferencesLocaleProps & { children: ReactNode }) {
  const ofDocument = useDocumentLanguage();
  const chosen = language ?? ofDocument;
  const whole = typeof chosen === "string" ? builtIn[chosen] : chosen;
  const types = texts?.types;
  const inboxTexts = useMemo(() => (types ? { types } : {}), [types]);
  const value = useMemo(() => ({ ...whole.preferences, ...texts }), [whole, texts]);
  return (
    <LocaleProvider language={whole} texts={inboxTexts}>
      <TextsContext.Provider value={value}>{children}</TextsContext.Provider>
    </LocaleProvider>
  );
}

export const usePreferencesTexts = (): PreferencesTexts => useContext(TextsContext);
