import { NotificationProvider } from "@fixia/notifications-react";
import { act, type ReactNode } from "react";
import { hydrateRoot } from "react-dom/client";
import { renderToString } from "react-dom/server";
import { afterEach, expect, test, vi } from "vitest";
import { FakeClient, notification } from "../../notifications-react/test/support/fakeClient.js";
import "../../notifications-react/test/support/render.js";
import { Inbox, NotificationBell, Preferences, Toasts } from "../src/index.js";

const page = (client: FakeClient, language?: "es"): ReactNode => (
  <NotificationProvider client={client}>
    <NotificationBell language={language} />
    <Inbox language={language} />
    <Toasts language={language} />
    <Preferences language={language} />
  </NotificationProvider>
);

/** As a server does it: it has no document to ask for its language. */
function renderThere(element: ReactNode): string {
  vi.stubGlobal("document", undefined);
  try {
    return renderToString(element);
  } finally {
    vi.unstubAllGlobals();
  }
}

/** Takes the page over as a browser does, and gives what React had to complain about. */
async function hydrate(container: HTMLElement, element: ReactNode) {
  const complaints: unknown[] = [];
  vi.spyOn(console, "error").mockImplementation((...message) => void complaints.push(message));
  const onRecoverableError = (error: unknown) => void complaints.push(error);
  const root = await act(async () => hydrateRoot(container, element, { onRecoverableError }));
  return { complaints, unmount: () => act(async () => root.unmount()) };
}

afterEach(() => {
  document.documentElement.lang = "";
  document.body.replaceChildren();
});

test.each(["", "en", "es", "es-AR", "pt-BR"])('hydrates without a warning in a document with lang="%s"', async (lang) => {
  document.documentElement.lang = lang;
  const client = new FakeClient();
  const container = document.body.appendChild(document.createElement("div"));
  container.innerHTML = renderThere(page(client));
  // The browser may know more than the server did by the time it takes over.
  client.set({ state: "live", loaded: true, notifications: [notification(1)], unreadCount: 1 });
  const { complaints, unmount } = await hydrate(container, page(client));
  expect(complaints).toEqual([]);
  expect(container.querySelector("section h2")!.textContent).toBe(
    lang.startsWith("es") ? "Notificaciones" : "Notifications",
  );
  await unmount();
});

test("is in the language that it is told from the server on", () => {
  const html = renderThere(page(new FakeClient(), "es"));
  expect(html).toContain("Notificaciones");
  expect(html).not.toContain("Notifications");
});

test("follows the document to another language", async () => {
  const client = new FakeClient();
  const container = document.body.appendChild(document.createElement("div"));
  container.innerHTML = renderThere(page(client));
  const { unmount } = await hydrate(container, page(client));
  await act(async () => void (document.documentElement.lang = "es"));
  await vi.waitFor(() => expect(container.querySelector("section h2")!.textContent).toBe("Notificaciones"));
  await unmount();
});
