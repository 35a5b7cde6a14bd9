/** What only the local stack offers: a sign-in without a password, the producer key, and a clock. */

export interface NewNotification {
  user_ids: string[];
  type: string;
  title: string;
  message: string;
  action_url?: string;
  group_key?: string;
  actions?: { id: string; label: string }[] | undefined;
  priority?: string;
}

async function getJson<T>(url: string, init?: RequestInit): Promise<T> {
  const response = await fetch(url, init);
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return (await response.json()) as T;
}

/** Gives tokens of one demo user and keeps the last one until it is refused. */
export function demoTokens(user: string): (request: { refresh: boolean }) => Promise<string> {
  let token: Promise<string> | undefined;
  return ({ refresh }) => {
    if (refresh || !token) {
      token = getJson<{ token: string }>(`/dev/token?user=${encodeURIComponent(user)}`).then((answer) => answer.token);
      token.catch(() => (token = undefined));
    }
    return token;
  };
}

/** The time of the stack, in ms since the epoch. */
export const readClock = (): Promise<number> => getJson<{ now: string }>("/dev/clock").then(({ now }) => Date.parse(now));

/** Sets the clock of the whole stack forward, and returns what it shows, in ms since the epoch. */
export const setClockForward = (to: Date): Promise<number> =>
  getJson<{ now: string }>(`/dev/clock?to=${to.toISOString()}`, { method: "POST" }).then(({ now }) => Date.parse(now));

/** Creates a notification the way a producer does. */
export async function createNotification(notification: NewNotification): Promise<void> {
  const { key } = await getJson<{ key: string }>("/dev/producer-key");
  const response = await fetch("/api/notifications", {
    method: "POST",
    headers: { "Content-Type": "application/json", "x-functions-key": key },
    body: JSON.stringify(notification),
  });
  if (response.ok) return;
  const problem = (await response.json().catch(() => null)) as { title?: string; detail?: string } | null;
  throw new Error(problem?.detail ?? problem?.title ?? `The server answered ${response.status}`);
}
