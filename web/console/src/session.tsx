import { createContext, useContext } from "react";
import type { Api } from "./api.js";
import { en, type Texts } from "./en.js";
import { es } from "./es.js";
import { formatFor, type Format } from "./format.js";
import type { LocalServices } from "./services.js";

export const languages = { en: "English", es: "Español" } as const;
export type Language = keyof typeof languages;

export interface Words {
  language: Language;
  texts: Texts;
  format: Format;
}

export const wordsOf = (language: Language): Words => ({
  language,
  texts: language === "es" ? es : en,
  format: formatFor(language),
});

export const browserLanguage = (): Language => (navigator.language?.startsWith("es") ? "es" : "en");

export const WordsContext = createContext<Words>(wordsOf("en"));
export const ApiContext = createContext<Api | null>(null);

/** Null anywhere but on the local stack. */
export const ServicesContext = createContext<LocalServices | null>(null);

export const useWords = (): Words => useContext(WordsContext);

export const useServices = (): LocalServices | null => useContext(ServicesContext);

/** Of whoever is signed in; pages are shown to nobody else. */
export function useApi(): Api {
  const api = useContext(ApiContext);
  if (!api) throw new Error("Nobody is signed in.");
  return api;
}
