"use client";

import { createContext, useContext, useMemo, useSyncExternalStore, type ReactNode } from "react";
import type { InboxLanguage, InboxTexts } from "./languageTypes.js";
import { en } from "./languages/en.js";
import { es } from "./languages/es.js";

const builtIn = { en, es };

/** The languages that need no import. */
export type BuiltInLanguage = keyof typeof builtIn;

/** One that is built in, by its name, or any other as an object, such as `fr` of `@fixia/inbox/fr`. */
export type Language = BuiltInLanguage | InboxLanguage;

export interface LocaleProps {
  /**
   * Default: the document's language when it is Spanish or English, else English. A server does not see the document:
   * name the language for pages that are rendered there, or they are in English until the browser takes over.
   */
  language?: Language;
  /** Texts that differ from the language's. */
  texts?: Partial<InboxTexts>;
}

interface Locale {
  /** BCP 47 tag, for dates, times and numbers. */
  language: string;
  texts: InboxTexts;
}

const LocaleContext = createContext<Locale>({ language: "en", texts: en.texts });

export function LocaleProvider({ language, texts, children }: LocaleProps & { children: ReactNode }) {
  const ofDocument = useDocumentLanguage();
  const chosen = language ?? ofDocument;
  const { tag, texts: all } = typeof chosen === "string" ? builtIn[chosen] : chosen;
  const value = useMemo(() => ({ language: tag, texts: { ...all, ...texts } }), [tag, all, texts]);
  return <LocaleContext.Provider value={value}>{children}</LocaleContext.Provider>;
}

export const useLocale = (): Locale => useContext(LocaleContext);

/** What a notification type is called; one without a label, even if every object has a member of that name, as it is. */
export const typeLabel = ({ types }: InboxTexts, type: string): string =>
  Object.hasOwn(types, type) ? types[type]! : type;

/** What speaks the document's language, as far as it is built in. */
export const useDocumentLanguage = (): BuiltInLanguage =>
  useSyncExternalStore(watchLanguage, documentLanguage, () => "en");

const documentLanguage = (): BuiltInLanguage => (document.documentElement.lang.startsWith("es") ? "es" : "en");

function watchLanguage(listener: () => void): () => void {
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributeFilter: ["lang"] });
  return () => observer.disconnect();
}
