import type { GetToken } from "./api.js";
import type { ClientSettings } from "./options.js";
import { canShare } from "./tabs.js";

/** What the tabs of one user share a connection under; `null` when each has its own. */
export async function tabKey({ shareTabs, apiUrl, getToken }: ClientSettings): Promise<string | null> {
  if (!shareTabs || !canShare()) return null;
  const user = typeof shareTabs === "string" ? shareTabs : await userKey(getToken);
  return user === null ? null : `${apiUrl}:${user}`;
}

/**
 * Names the user whose tabs belong together. It only divides tabs into groups and proves nothing, so the token is read
 * without being checked. `null` when it can't be told.
 */
export async function userKey(getToken: GetToken | undefined): Promise<string | null> {
  // The cookie is the same in every tab.
  if (!getToken) return "cookie";
  const token = await getToken({ refresh: false });
  return token ? subject(token) : null;
}

function subject(token: string): string | null {
  try {
    // Its UTF-8 stays undecoded: what counts is that the same user gives the same text in every tab.
    const payload = atob(token.split(".")[1]!.replace(/-/g, "+").replace(/_/g, "/"));
    const { sub } = JSON.parse(payload) as { sub?: unknown };
    return typeof sub === "string" && sub ? sub : null;
  } catch {
    // Not a JWT: an opaque token names nobody.
    return null;
  }
}
