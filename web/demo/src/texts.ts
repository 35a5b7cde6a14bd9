const en = {
  title: "Notifications",
  intro: "Pick a demo user. Open the page again as somebody else, send something, and watch it arrive.",
  user: "Signed in as",
  choose: "Choose a user",
  switchUser: "Switch user",
  unread: (n: number) => (n === 1 ? "1 unread" : `${n} unread`),
  markRead: "Mark as read",
  markAllRead: "Mark all read",
  empty: "Nothing here yet",
  emptyHint: "New notifications appear the moment they happen.",
  loading: "Loading",
  loadMore: "Load older",
  open: "Open",
  failed: "That did not work. Please try again.",
  create: "Send a notification",
  createHint: "Plays the producer, such as the Fixia API.",
  to: "To",
  type: "Type",
  titleField: "Title",
  message: "Message",
  send: "Send",
  sent: "Sent",
  close: "Close",
  states: {
    connecting: "connecting",
    live: "live",
    recovering: "recovering",
    polling: "polling",
    offline: "offline",
    "signed-out": "signed-out",
  },
  types: { message: "Message", proposal: "Proposal", payment: "Payment", review: "Review", system: "System" },
};

const es: typeof en = {
  title: "Notificaciones",
  intro: "Elegí un usuario de prueba. Abrí la página otra vez como otra persona, enviá algo y mirá cómo llega.",
  user: "Sesión de",
  choose: "Elegí un usuario",
  switchUser: "Cambiar de usuario",
  unread: (n) => (n === 1 ? "1 sin leer" : `${n} sin leer`),
  markRead: "Marcar como leída",
  markAllRead: "Marcar todas como leídas",
  empty: "Todavía no hay nada",
  emptyHint: "Las notificaciones aparecen en el momento en que ocurren.",
  loading: "Cargando",
  loadMore: "Cargar anteriores",
  open: "Abrir",
  failed: "No funcionó. Probá otra vez.",
  create: "Enviar una notificación",
  createHint: "Hace de productor, como la API de Fixia.",
  to: "Para",
  type: "Tipo",
  titleField: "Título",
  message: "Mensaje",
  send: "Enviar",
  sent: "Enviada",
  close: "Cerrar",
  // The state is a name that people and tests look for: it stays as it is.
  states: en.states,
  types: { message: "Mensaje", proposal: "Propuesta", payment: "Pago", review: "Reseña", system: "Sistema" },
};

export const language = navigator.language.startsWith("es") ? "es" : "en";
export const texts = language === "es" ? es : en;

const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
const units: [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
];

/** "2 minutes ago", in the page's language. */
export function timeAgo(timestamp: string, now: number): string {
  const elapsed = Date.parse(timestamp) - now;
  for (const [unit, ms] of units) if (Math.abs(elapsed) >= ms) return relative.format(Math.round(elapsed / ms), unit);
  return relative.format(0, "second");
}
