import { NotificationProvider } from "@fixia/notifications-react";
import { act } from "react";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { FakeClient, notification } from "../../notifications-react/test/support/fakeClient.js";
import { render } from "../../notifications-react/test/support/render.js";
import { Inbox, type Language } from "../src/index.js";
import { de } from "../src/languages/de.js";
import { fr } from "../src/languages/fr.js";
import { pt } from "../src/languages/pt.js";

let client: FakeClient;
let view: Awaited<ReturnType<typeof render>>;
const one = (selector: string): HTMLElement => view.container.querySelector<HTMLElement>(selector)!;
const state = (): string => one("[data-testid=connection-state]").textContent!;
const set = (change: Partial<FakeClient["snapshot"]>) => act(async () => client.set(change));
const show = async (language: Language = "es") => {
  view = await render(<NotificationProvider client={client} children={<Inbox language={language} />} />);
};

beforeEach(() => {
  client = new FakeClient();
});

afterEach(async () => {
  await view.unmount();
  view.container.remove();
});

describe("how notifications arrive", () => {
  test.each<[Language, string, string]>([
    ["es", "Conectado", "Actualizando cada 30 s"],
    ["en", "Connected", "Updating every 30 sec"],
    [pt, "Conectado", "Atualizando a cada 30 s"],
    [fr, "Connecté", "Actualisation toutes les 30 s"],
    [de, "Verbunden", "Aktualisiert alle 30 Sek."],
  ])("is said in words of the user", async (language, live, polling) => {
    client.set({ loaded: true, state: "live", pollMs: 120_000 });
    await show(language);
    expect(state()).toBe(live);
    await set({ state: "polling", pollMs: 30_000 });
    expect(state().replaceAll(/\s/g, " ")).toBe(polling);
  });

  test("is said in minutes where that is shorter, and vaguely while it is not known", async () => {
    client.set({ loaded: true, state: "polling" });
    await show();
    expect(state()).toBe("Actualizando cada tanto");
    await set({ pollMs: 90_000 });
    expect(state().replaceAll(/\s/g, " ")).toBe("Actualizando cada 90 s");
    await set({ pollMs: 240_000 });
    expect(state().replaceAll(/\s/g, " ")).toBe("Actualizando cada 4 min");
  });
});

describe("with nothing to show", () => {
  const alone = (): string | undefined => one(".fx-notice").dataset.alone;

  test.each([
    ["signed-out", "Sesión cerrada"],
    ["offline", "Sin conexión"],
  ] as const)("%s has a name, and the notice below it says what to do", async (away, name) => {
    client.set({ state: away });
    await show();
    expect(one(".fx-blank").textContent).toBe(name);
    expect(one(".fx-blank svg").getAttribute("aria-hidden")).toBe("true");
    expect(alone()).toBe("true");
    expect(one(".fx-notice").hidden).toBe(false);
  });

  test("a failure stands alone with its retry, and no skeleton", async () => {
    client.set({ state: "polling", error: new Error("500") });
    await show();
    expect(alone()).toBe("true");
    expect(view.container.querySelectorAll(".fx-skeleton")).toHaveLength(0);
    expect(one(".fx-notice").textContent).toContain("Reintentar");
    await set({ error: null, loaded: true, notifications: [notification(1)] });
    expect(alone()).toBe("false");
  });

  test("the notice is a line above a list, and above an empty one", async () => {
    client.set({ state: "offline", loaded: true });
    await show();
    expect(alone()).toBe("false");
    expect(one(".fx-blank").textContent).toContain("Todavía no hay nada");
  });
});

test("a part that can't be read shows no skeleton while offline", async () => {
  client.set({ loaded: true, state: "live", notifications: [notification(1)] });
  client.readPage.mockReturnValue(new Promise(() => undefined));
  await show();
  await act(async () => one("[data-testid=filter-archived]").click());
  expect(view.container.querySelectorAll(".fx-skeleton")).toHaveLength(3);
  await set({ state: "offline" });
  expect(view.container.querySelectorAll(".fx-skeleton")).toHaveLength(0);
});
