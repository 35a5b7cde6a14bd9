/**
 * The one rule for links: a path of the app that starts with one slash, or an absolute http or https URL without
 * credentials. Whatever else a browser may make of it, as script or as another site, is `null`. The server decides
 * which hosts are trusted; this is what no document may get past, however it was written.
 */
export function safeLink(url: unknown): string | null {
  // Browsers drop control characters and read a backslash as a slash, so neither may be in there to hide the rest.
  if (typeof url !== "string" || /[\0-\x20\x7f\\]/.test(url)) return null;
  if (url.startsWith("/")) return url.startsWith("//") ? null : url;
  if (!/^https?:\/\/[^/?#]/i.test(url)) return null;
  try {
    const { username, password } = new URL(url);
    return username || password ? null : url;
  } catch {
    return null;
  }
}
