import { NotificationProvider } from "@fixia/notifications-react";
import { act } from "react";
import { afterEach, describe, expect, test, vi } from "vitest";
import { FakeClient, notification } from "../../notifications-react/test/support/fakeClient.js";
import { render } from "../../notifications-react/test/support/render.js";
import { Inbox, NotificationBell, Preferences, Toasts, type PreferencesLanguage } from "../src/index.js";
import { de, dePreferences } from "../src/languages/de.js";
import { en, enPreferences } from "../src/languages/en.js";
import { es, esPreferences } from "../src/languages/es.js";
import { fr, frPreferences } from "../src/languages/fr.js";
import { pt, ptPreferences } from "../src/languages/pt.js";
import { plural } from "../src/plural.js";

vi.mock("../src/plural.js", { spy: true });

const languages: [string, PreferencesLanguage][] = Object.entries({
  en: enPreferences,
  es: esPreferences,
  pt: ptPreferences,
  fr: frPreferences,
  de: dePreferences,
});

/** Every text by its path. Those that take something are asked with something that is found again. */
function textsOf(value: unknown, path = ""): [string, string][] {
  if (typeof value === "string") return [[path, value]];
  if (typeof value === "function") return [[path, String((value as (...args: unknown[]) => string)("7", "7"))]];
  return Object.entries(value as object).flatMap(([key, part]) => textsOf(part, `${path}.${key}`));
}

describe.each(languages)("%s", (tag, language) => {
  test("has every text", () => {
    expect(language.tag).toBe(tag);
    const [texts, all] = [textsOf(language), textsOf(enPreferences)];
    expect(texts.map(([path]) => path).sort()).toEqual(all.map(([path]) => path).sort());
    expect(texts.filter(([, text]) => text.trim() === "" || /undefined|null/.test(text))).toEqual([]);
  });

  test("shows what its texts are given", () => {
    const given = textsOf(enPreferences).filter(([, text]) => text.includes("7"));
    expect(given.length).toBeGreaterThan(8);
    const texts = new Map(textsOf(language));
    expect(given.filter(([path]) => !texts.get(path)!.includes("7"))).toEqual([]);
  });

  test("has every form that its plurals take", () => {
    vi.mocked(plural).mockClear();
    const { unreadCount, fresh, groupCount, manyNew, whileAway } = language.texts;
    const categories = new Intl.PluralRules(tag).resolvedOptions().pluralCategories.sort();
    for (const text of [unreadCount, fresh, groupCount, manyNew, whileAway]) text(1);
    for (const text of Object.values(language.texts.putAway)) text(1, "8:00");
    expect(vi.mocked(plural)).toHaveBeenCalledTimes(8);
    for (const [asked, , forms] of vi.mocked(plural).mock.calls) {
      expect(asked).toBe(tag);
      expect(Object.keys(forms).sort()).toEqual(categories);
      for (const form of Object.values(forms)) expect(form).toContain("#");
    }
  });
});

test("the inbox's texts are the same with and without those of the preferences", () => {
  for (const [some, all] of [[en, enPreferences], [es, esPreferences], [pt, ptPreferences], [fr, frPreferences], [de, dePreferences]]) {
    expect(all).toMatchObject(some!);
    expect(some).not.toHaveProperty("preferences");
  }
});

test("numbers go by the rules of the language, and are written its way", () => {
  expect([0, 1, 2].map(fr.texts.unreadCount)).toEqual(["0 non lue", "1 non lue", "2 non lues"]);
  expect(pt.texts.manyNew(1_000_000)).toBe("1.000.000 de notificações novas");
  expect([0, 1].map(de.texts.manyNew)).toEqual(["0 neue Benachrichtigungen", "1 neue Benachrichtigung"]);
  expect(es.texts.manyNew(1_000_000)).toBe("1.000.000 de notificaciones nuevas");
  expect(plural("en", 1, { other: "# of them" }), "without the form").toBe("1 of them");
});

describe("a language that an app brings", () => {
  let view: Awaited<ReturnType<typeof render>>;

  afterEach(async () => {
    await view.unmount();
    view.container.remove();
  });

  test("is spoken by bell, inbox, toasts and preferences, dates included", async () => {
    const client = new FakeClient();
    const yesterday = new Date(client.now() - 86_400_000).toISOString();
    client.set({ loaded: true, notifications: [notification(1, { created_at: yesterday, type: "payment" })], unreadCount: 1 });
    client.preferences.set({
      preferences: { devices: { other: { name: "Tel", last_seen_at: yesterday } } },
      types: ["payment"],
    });
    view = await render(
      <NotificationProvider client={client}>
        <NotificationBell language={fr} />
        <Inbox language={fr} texts={{ markRead: "Lu" }} />
        <Toasts language={fr} />
        <Preferences language={frPreferences} />
      </NotificationProvider>,
    );
    await act(async () => client.emit("summary", { id: "s", since: "", until: "", count: 3, types: { message: 2, review: 1 } }));
    const said = view.text().replaceAll("\u00a0", " ");
    for (const words of ["1 non lue", "Hier", "Paiement", "Pendant votre absence : 3 nouvelles", "Message : 2 et Avis : 1"])
      expect(said).toContain(words);
    expect(said).toContain("Dernière utilisation : hier");
    const labels = [...view.container.querySelectorAll("[aria-label]")].map((part) => part.getAttribute("aria-label"));
    expect(labels).toContain("Lu\u00a0: Title 1");
    expect(labels).toContain("Paiement, Tous les appareils");
  });

  test("goes before the document's, which goes before English", async () => {
    document.documentElement.lang = "es";
    const client = new FakeClient();
    view = await render(
      <NotificationProvider client={client} children={[<Inbox key="1" language={de} />, <Inbox key="2" />]} />,
    );
    const titles = [...view.container.querySelectorAll("h2")].map((title) => title.textContent);
    expect(titles).toEqual(["Benachrichtigungen", "Notificaciones"]);
    await act(async () => void (document.documentElement.lang = ""));
  });
});
