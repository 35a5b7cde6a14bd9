import type { InboxLanguage, InboxTexts, PreferencesLanguage, PreferencesTexts } from "../languageTypes.js";
import { plural } from "../plural.js";

const texts: InboxTexts = {
  title: "Notificações",
  unread: "não lida",
  unreadCount: (count) => plural("pt", count, { one: "# não lida", many: "# de não lidas", other: "# não lidas" }),
  labelled: (label, subject) => `${label}: ${subject}`,
  markRead: "Marcar como lida",
  markAllRead: "Marcar todas como lidas",
  archive: "Arquivar",
  delete: "Excluir",
  markFailed: "Não foi possível salvar. Tente de novo.",
  loading: "Carregando notificações",
  loadMore: "Carregar anteriores",
  empty: "Ainda não há nada",
  emptyHint: "As notificações aparecem no momento em que acontecem.",
  error: "Não foi possível carregar as notificações.",
  retry: "Tentar de novo",
  offline: "Você está sem conexão. O que perder chega assim que você voltar.",
  polling: "Sem conexão ao vivo no momento. A lista se atualiza sozinha.",
  signedOut: "Você não entrou na sua conta. Entre para ver o que há de novo.",
  close: "Fechar",
  open: "Abrir",
  more: "Ver mais",
  manyNew: (count) =>
    plural("pt", count, {
      one: "# notificação nova",
      many: "# de notificações novas",
      other: "# notificações novas",
    }),
  whileAway: (count) =>
    plural("pt", count, {
      one: "Enquanto você esteve fora: # nova",
      many: "Enquanto você esteve fora: # de novas",
      other: "Enquanto você esteve fora: # novas",
    }),
  states: {
    connecting: "Conectando",
    live: "Conectado",
    recovering: "Reconectando",
    polling: "Atualizando de tempos em tempos",
    offline: "Sem conexão",
    "signed-out": "Sessão encerrada",
  },
  types: { message: "Mensagem", proposal: "Proposta", payment: "Pagamento", review: "Avaliação", system: "Sistema" },
};

const preferences: PreferencesTexts = {
  title: "Preferências de notificações",
  hint: "Tudo fica sempre na sua lista. Aqui você decide o que pode interromper você, e onde.",
  loading: "Carregando preferências",
  loadFailed: "Não foi possível carregar as preferências.",
  retry: "Tentar de novo",
  signedOut: "Sua sessão terminou. Entre de novo para mudar suas preferências.",
  saving: "Salvando",
  saved: "Salvo",
  notSaved: "Não foi possível salvar. Ficou como estava.",
  muteTitle: "Silenciar",
  muteHint: "O que é crítico interrompe mesmo assim.",
  allDevices: "Todos os dispositivos",
  thisDevice: "Este dispositivo",
  notMuted: "Não silenciado",
  mutedUntil: (time) => `Silenciado até ${time}`,
  muteHour: "Por uma hora",
  muteTomorrow: "Até amanhã às 8:00",
  unmute: "Deixar de silenciar",
  tableTitle: "O que interrompe, e onde",
  tableHint: "O que um dispositivo diz de um tipo vale mais que o dito para todos.",
  type: "Tipo",
  level: "Deixa passar",
  cell: (row, column) => `${row}, ${column}`,
  levels: { all: "Tudo", critical: "Só o que é crítico", none: "Nada" },
  rules: { interrupt: "Interromper", silent: "Silêncio" },
  byDefault: (rule) => `Padrão (${rule.toLowerCase()})`,
  asOnAllDevices: "Como em todos",
  required: "Interrompe sempre",
  kinds: { phone: "Celular", tablet: "Tablet", desktop: "Computador" },
  lastSeen: (ago) => `Último uso: ${ago}`,
  removeDevice: "Remover",
  quietTitle: "Horas de silêncio",
  quietHint: "Nessas horas só interrompe o que é crítico, e o que você definiu para interromper.",
  quietWindow: (number) => `Horas de silêncio ${number}`,
  days: "Dias",
  from: "De",
  to: "Até",
  nextDay: "até o dia seguinte",
  addQuiet: "Adicionar horas de silêncio",
  removeQuiet: "Remover",
  zone: "Fuso horário",
  noZone: "Nenhum: as horas de silêncio não têm efeito",
  useZone: (zone) => `Usar o deste dispositivo: ${zone}`,
};

/** Portuguese, as it is written in Brazil. */
export const pt: InboxLanguage = { tag: "pt", texts };

/** With the texts of the preferences, apart from the others lest an app without preferences loads them. */
export const ptPreferences: PreferencesLanguage = { tag: "pt", texts, preferences };
