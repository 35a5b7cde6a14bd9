import type { InboxLanguage, InboxTexts, PreferencesLanguage, PreferencesTexts } from "../languageTypes.js";
import { plural } from "../plural.js";

const texts: InboxTexts = {
  title: "Notifications",
  unread: "non lue",
  unreadCount: (count) => plural("fr", count, { one: "# non lue", many: "# de non lues", other: "# non lues" }),
  labelled: (label, subject) => `${label}\u00a0: ${subject}`,
  markRead: "Marquer comme lue",
  markAllRead: "Tout marquer comme lu",
  archive: "Archiver",
  delete: "Supprimer",
  markFailed: "L’enregistrement a échoué. Veuillez réessayer.",
  loading: "Chargement des notifications",
  loadMore: "Charger les précédentes",
  empty: "Rien pour le moment",
  emptyHint: "Les notifications apparaissent dès qu’elles arrivent.",
  error: "Impossible de charger les notifications.",
  retry: "Réessayer",
  offline: "Vous êtes hors ligne. Ce que vous manquez arrivera dès votre retour.",
  polling: "Pas de connexion en direct pour l’instant. La liste s’actualise toute seule.",
  signedOut: "Vous n’êtes pas connecté. Connectez-vous pour voir les nouveautés.",
  close: "Fermer",
  open: "Ouvrir",
  more: "Afficher plus",
  manyNew: (count) =>
    plural("fr", count, {
      one: "# nouvelle notification",
      many: "# de nouvelles notifications",
      other: "# nouvelles notifications",
    }),
  whileAway: (count) =>
    plural("fr", count, {
      one: "Pendant votre absence\u00a0: # nouvelle",
      many: "Pendant votre absence\u00a0: # de nouvelles",
      other: "Pendant votre absence\u00a0: # nouvelles",
    }),
  states: {
    connecting: "Connexion en cours",
    live: "Connecté",
    recovering: "Reconnexion en cours",
    polling: "Actualisation périodique",
    offline: "Hors ligne",
    "signed-out": "Déconnecté",
  },
  types: { message: "Message", proposal: "Proposition", payment: "Paiement", review: "Avis", system: "Système" },
};

const preferences: PreferencesTexts = {
  title: "Préférences de notification",
  hint: "Tout reste toujours dans votre liste. Vous décidez ici de ce qui peut vous interrompre, et où.",
  loading: "Chargement des préférences",
  loadFailed: "Impossible de charger les préférences.",
  retry: "Réessayer",
  signedOut: "Votre session a pris fin. Reconnectez-vous pour modifier vos préférences.",
  saving: "Enregistrement",
  saved: "Enregistré",
  notSaved: "L’enregistrement a échoué. Rien n’a changé.",
  muteTitle: "Mettre en sourdine",
  muteHint: "Ce qui est critique interrompt quand même.",
  allDevices: "Tous les appareils",
  thisDevice: "Cet appareil",
  notMuted: "Pas en sourdine",
  mutedUntil: (time) => `En sourdine jusqu’à ${time}`,
  muteHour: "Pendant une heure",
  muteTomorrow: "Jusqu’à demain à 8:00",
  unmute: "Rétablir",
  tableTitle: "Ce qui interrompt, et où",
  tableHint: "Ce qu’un appareil dit d’un type l’emporte sur ce qui vaut pour tous les appareils.",
  type: "Type",
  level: "Laisse passer",
  cell: (row, column) => `${row}, ${column}`,
  levels: { all: "Tout", critical: "Seulement ce qui est critique", none: "Rien" },
  rules: { interrupt: "Interrompre", silent: "En silence" },
  byDefault: (rule) => `Par défaut (${rule.toLowerCase()})`,
  asOnAllDevices: "Comme sur tous",
  required: "Interrompt toujours",
  kinds: { phone: "Téléphone", tablet: "Tablette", desktop: "Ordinateur" },
  lastSeen: (ago) => `Dernière utilisation\u00a0: ${ago}`,
  removeDevice: "Retirer",
  quietTitle: "Heures calmes",
  quietHint: "Pendant ces heures, seul interrompt ce qui est critique, et ce que vous avez choisi de laisser interrompre.",
  quietWindow: (number) => `Heures calmes ${number}`,
  days: "Jours",
  from: "De",
  to: "À",
  nextDay: "jusqu’au lendemain",
  addQuiet: "Ajouter des heures calmes",
  removeQuiet: "Retirer",
  zone: "Fuseau horaire",
  noZone: "Aucun\u00a0: les heures calmes sont sans effet",
  useZone: (zone) => `Utiliser celui de cet appareil\u00a0: ${zone}`,
};

/** French. */
export const fr: InboxLanguage = { tag: "fr", texts };

/** With the texts of the preferences, apart from the others lest an app without preferences loads them. */
export const frPreferences: PreferencesLanguage = { tag: "fr", texts, preferences };
