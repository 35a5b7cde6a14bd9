import type { GetToken } from "./api.js";

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
    const payload = (token.split(".")[1] ?? "").replace(/-/g, "+").replace(/_/g, "/");
    const bytes = Uint8Array.from(atob(payload), (character) => character.charCodeAt(0));
    const { sub } = JSON.parse(new TextDecoder().decode(bytes)) as { sub?: unknown };
    return typeof sub === "string" && sub !== "" ? sub : null;
  } catch {
    // Not a JWT: an opaque token names nobody.
    return null;
  }
}
