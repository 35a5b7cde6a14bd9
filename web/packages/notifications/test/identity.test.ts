import { afterEach, expect, test, vi } from "vitest";
import { Identity } from "../src/identity.js";

const opened: Identity[] = [];
let pages = 0;

/** The tab of a page at a cookie, or of one whose tokens are its own. */
function open(cookieUrl: string | undefined) {
  const heard: string[] = [];
  const identity = new Identity({
    cookieUrl,
    known: (user) => void heard.push(`known ${user}`),
    changed: () => void heard.push("changed"),
    doubted: () => void heard.push("doubted"),
  });
  opened.push(identity);
  return { identity, heard };
}

/** Waits until everything that was said before has been heard. */
async function settle(cookieUrl: string): Promise<void> {
  const last = open(cookieUrl);
  last.identity.confirm("the one before");
  const other = open(cookieUrl);
  other.identity.confirm("the last");
  await vi.waitFor(() => expect(last.heard).toContain("doubted"));
}

const newCookie = (): string => `https://fixia.test/${++pages}`;

afterEach(() => {
  for (const identity of opened.splice(0)) identity.stop();
});

test("the first answer that names a user says whose it is, and another user's ends it", () => {
  const { identity, heard } = open(undefined);
  identity.confirm(undefined);
  identity.confirm("");
  expect(identity.user).toBeUndefined();
  identity.confirm("ana");
  identity.confirm("ana");
  identity.confirm(undefined);
  expect(heard).toEqual(["known ana"]);
  identity.confirm("bruno");
  expect(heard).toEqual(["known ana", "changed"]);
  expect(identity.user).toBe("ana");
});

test("a tab doubts whose it is when another tab of the same cookie is somebody else's, and only then", async () => {
  const cookie = newCookie();
  const [ana, same, unknown, elsewhere, token] = [open(cookie), open(cookie), open(cookie), open(newCookie()), open(undefined)];
  for (const tab of [ana, same, elsewhere, token]) tab.identity.confirm("ana");
  open(cookie).identity.confirm("ana");
  // Tokens of their own say nothing of each other.
  open(undefined).identity.confirm("carla");
  await settle(newCookie());
  expect(token.heard).toEqual(["known ana"]);
  expect(ana.heard).toEqual(["known ana"]);

  open(cookie).identity.confirm("bruno");
  await vi.waitFor(() => expect(ana.heard).toEqual(["known ana", "doubted"]));
  await vi.waitFor(() => expect(same.heard).toEqual(["known ana", "doubted"]));
  await settle(newCookie());
  expect(unknown.heard).toEqual([]);
  expect(elsewhere.heard).toEqual(["known ana"]);
  expect(token.heard).toEqual(["known ana"]);
});

test("what has ended hears nothing", async () => {
  const cookie = newCookie();
  const [ended, other] = [open(cookie), open(cookie)];
  for (const tab of [ended, other]) tab.identity.confirm("ana");
  ended.identity.stop();
  open(cookie).identity.confirm("bruno");
  await vi.waitFor(() => expect(other.heard).toEqual(["known ana", "doubted"]));
  expect(ended.heard).toEqual(["known ana"]);
});
