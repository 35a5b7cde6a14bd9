import { useSyncExternalStore } from "react";

export const pages = ["live", "delivery", "users", "scheduled", "dead-letters", "batches", "services"] as const;
export type PageName = (typeof pages)[number];

export interface Route {
  page: PageName;
  /** What of the page is opened, such as a user. */
  id: string | undefined;
}

/** `#/users/ana`: the part after `#` never reaches a server. */
export function readRoute(hash: string): Route {
  const [name, ...rest] = hash.replace(/^#\/?/, "").split("/");
  const page = pages.find((known) => known === name) ?? "live";
  try {
    return { page, id: decodeURIComponent(rest.join("/")) || undefined };
  } catch {
    return { page, id: undefined };
  }
}

export const href = (page: PageName, id?: string): string => `#/${page}${id ? `/${encodeURIComponent(id)}` : ""}`;

export function go(page: PageName, id?: string): void {
  location.hash = href(page, id);
}

function subscribe(listener: () => void): () => void {
  addEventListener("hashchange", listener);
  return () => removeEventListener("hashchange", listener);
}

export function useRoute(): Route {
  return readRoute(useSyncExternalStore(subscribe, () => location.hash));
}
