"use client";

import type { ConnectionState } from "@fixia/notifications";
import { createContext, useContext, useMemo, useSyncExternalStore, type ReactNode } from "react";

export interface InboxTexts {
  title: string;
  /** Follows the number of unread notifications, and marks one of them. */
  unread: string;
  markRead: string;
  markAllRead: string;
  archive: string;
  delete: string;
  markFailed: string;
  loading: string;
  loadMore: string;
  empty: string;
  emptyHint: string;
  error: string;
  retry: string;
  offline: string;
  polling: string;
  signedOut: string;
  close: string;
  open: string;
  /** Title of a toast that stands for many. */
  manyNew: (count: number) => string;
  /** Title of the toast at the end of quiet hours. */
  whileAway: (count: number) => string;
  states: Record<ConnectionState, string>;
  /** Labels of notification types; a type without one is shown as it is. */
  types: Record<string, string>;
}

export type Language = "en" | "es";

const en: InboxTexts = {
  title: "Notifications",
  unread: "unread",
  markRead: "Mark as read",
  markAllRead: "Mark all as read",
  archive: "Archive",
  delete: "Delete",
  markFailed: "That could not be saved. Please try again.",
  loading: "Loading notifications",
  loadMore: "Load older ones",
  empty: "Nothing here yet",
  emptyHint: "New notifications appear the moment they happen.",
  error: "The notifications could not be loaded.",
  retry: "Try again",
  offline: "You are offline. What you miss arrives as soon as you are back.",
  polling: "No live connection right now. The list refreshes by itself.",
  signedOut: "You are not signed in. Sign in to see what is new.",
  close: "Close",
  open: "Open",
  manyNew: (count) => `${count} new notifications`,
  whileAway: (count) => `While you were away: ${count} new`,
  states: {
    connecting: "Connecting",
    live: "Connected",
    recovering: "Reconnecting",
    polling: "Updating now and then",
    offline: "Offline",
    "signed-out": "Signed out",
  },
  types: { message: "Message", proposal: "Proposal", payment: "Payment", review: "Review", system: "System" },
};

const es: InboxTexts = {
  title: "Notificaciones",
  unread: "sin leer",
  markRead: "Marcar como leída",
  markAllRead: "Marcar todas como leídas",
  archive: "Archivar",
  delete: "Eliminar",
  markFailed: "No se pudo guardar. Intentá de nuevo.",
  loading: "Cargando notificaciones",
  loadMore: "Cargar anteriores",
  empty: "Todavía no hay nada",
  emptyHint: "Las notificaciones aparecen en el momento en que ocurren.",
  error: "No se pudieron cargar las notificaciones.",
  retry: "Reintentar",
  offline: "Estás sin conexión. Lo que te pierdas llega apenas vuelvas.",
  polling: "Sin conexión en vivo por ahora. La lista se actualiza sola.",
  signedOut: "No hay una sesión iniciada. Iniciá sesión para ver lo nuevo.",
  close: "Cerrar",
  open: "Abrir",
  manyNew: (count) => `${count} notificaciones nuevas`,
  whileAway: (count) => `Mientras no estabas: ${count} ${count === 1 ? "nueva" : "nuevas"}`,
  states: {
    connecting: "Conectando",
    live: "Conectado",
    recovering: "Reconectando",
    polling: "Actualizando cada tanto",
    offline: "Sin conexión",
    "signed-out": "Sesión cerrada",
  },
  types: { message: "Mensaje", proposal: "Propuesta", payment: "Pago", review: "Reseña", system: "Sistema" },
};

const languages = { en, es };

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
  language: Language;
  texts: InboxTexts;
}

const LocaleContext = createContext<Locale>({ language: "en", texts: en });

export function LocaleProvider({ language, texts, children }: LocaleProps & { children: ReactNode }) {
  const ofDocument = useSyncExternalStore(watchLanguage, documentLanguage, () => "en" as const);
  const chosen = language ?? ofDocument;
  const value = useMemo(() => ({ language: chosen, texts: { ...languages[chosen], ...texts } }), [chosen, texts]);
  return <LocaleContext.Provider value={value}>{children}</LocaleContext.Provider>;
}

export const useLocale = (): Locale => useContext(LocaleContext);

const documentLanguage = (): Language => (document.documentElement.lang.startsWith("es") ? "es" : "en");

function watchLanguage(listener: () => void): () => void {
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributeFilter: ["lang"] });
  return () => observer.disconnect();
}
