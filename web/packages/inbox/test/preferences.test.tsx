import { InvalidPreferencesError } from "@fixia/notifications";
import { NotificationProvider } from "@fixia/notifications-react";
import { act, type ReactNode } from "react";
import { renderToString } from "react-dom/server";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { FakeClient } from "../../notifications-react/test/support/fakeClient.js";
import { render } from "../../notifications-react/test/support/render.js";
import { Preferences, Toasts } from "../src/index.js";

let client: FakeClient;
let view: Awaited<ReturnType<typeof render>>;

const show = async (children: ReactNode = <Preferences />) => {
  view = await render(<NotificationProvider client={client} children={children} />);
};
const change = (run: () => void) => act(async () => run());
const all = <T extends HTMLElement>(selector: string): T[] => [...view.container.querySelectorAll<T>(selector)];
const texts = (selector: string): string[] => all(selector).map((element) => element.textContent);

/** What a screen reader calls it. */
function nameOf(element: Element): string {
  const by = element.getAttribute("aria-labelledby");
  const text = by ? document.getElementById(by)!.textContent : element.getAttribute("aria-label");
  return (
    text ??
    element.closest("label")?.firstChild?.textContent ??
    element.querySelector("legend")?.textContent ??
    element.textContent
  );
}

function named<T extends HTMLElement>(selector: string, name: string): T {
  const found = all<T>(selector).filter((element) => nameOf(element) === name);
  expect(found, `${selector} called ${name}`).toHaveLength(1);
  return found[0]!;
}

const button = (name: string) => named<HTMLButtonElement>("button", name);
const choice = (name: string) => named<HTMLSelectElement>("select", name);

function set(element: HTMLInputElement | HTMLSelectElement, value: string): Promise<void> {
  const prototype = element instanceof HTMLSelectElement ? HTMLSelectElement.prototype : HTMLInputElement.prototype;
  return change(() => {
    Object.getOwnPropertyDescriptor(prototype, "value")!.set!.call(element, value);
    element.dispatchEvent(new Event(element instanceof HTMLSelectElement ? "change" : "input", { bubbles: true }));
  });
}

const changes = () => client.preferences.change.mock.calls.map(([patch]) => patch);
const window = (over = {}) => ({ days: ["mon" as const, "fri" as const], from: "21:00", to: "08:00", ...over });

beforeEach(() => {
  // All of the more than four hundred would take most of the tests' time.
  vi.spyOn(Intl, "supportedValuesOf").mockReturnValue(["Europe/Madrid", "America/Santiago"]);
  client = new FakeClient();
  client.preferences.set({
    preferences: {
      types: { review: "silent" },
      devices: {
        "9a71": { name: "Office", kind: "desktop", level: "critical", types: { message: "interrupt" } },
        this: { name: "Ana's phone", kind: "phone" },
      },
    },
    types: ["message", "payment", "review", "gig"],
    requiredTypes: ["payment"],
    defaults: { gig: "silent" },
  });
});

afterEach(async () => {
  await view.unmount();
  view.container.remove();
  vi.useRealTimers();
});

describe("the table", () => {
  test("has a column for each device, this one first, and a row for each type", async () => {
    await show();
    const table = named("table", "What interrupts, and where");
    expect([...table.querySelectorAll("thead th")].map((header) => header.getAttribute("scope"))).toEqual(
      Array(4).fill("col"),
    );
    expect(texts("thead th")).toEqual(["Type", "All devices", "Ana's phone (This device)Phone", "OfficeComputer"]);
    expect(texts("tbody th[scope=row]")).toEqual(["Lets through", "Message", "Payment", "Review", "gig"]);
    for (const row of table.querySelectorAll("tbody tr")) expect(row.children).toHaveLength(4);
  });

  test("shows what was decided, and what it means that nothing was", async () => {
    await show();
    const value = (name: string) => choice(name).selectedOptions[0]!.textContent;
    expect(value("Lets through, Ana's phone (This device)")).toBe("Everything");
    expect(value("Lets through, Office")).toBe("Only what is critical");
    expect(value("Message, All devices")).toBe("Default (interrupt)");
    expect(value("gig, All devices")).toBe("Default (silent)");
    expect(value("Review, All devices")).toBe("Silent");
    expect(value("Message, Office")).toBe("Interrupt");
    expect(value("Review, Office")).toBe("As on all devices");
  });

  test("changes a level, and rules of all devices and of one", async () => {
    await show();
    await set(choice("Lets through, Office"), "none");
    await set(choice("Message, All devices"), "silent");
    await set(choice("Review, All devices"), "");
    await set(choice("Message, Office"), "");
    await set(choice("gig, Ana's phone (This device)"), "interrupt");
    expect(changes()).toEqual([
      { devices: { "9a71": { level: "none" } } },
      { types: { message: "silent" } },
      { types: { review: null } },
      { devices: { "9a71": { types: { message: null } } } },
      { devices: { this: { types: { gig: "interrupt" } } } },
    ]);
  });

  test("says of a required type that it always interrupts, and offers nothing", async () => {
    await show();
    const row = all("tr[data-type=payment]")[0]!;
    expect([...row.querySelectorAll("td")].map((cell) => cell.textContent)).toEqual(Array(3).fill("Always interrupts"));
    expect(row.querySelectorAll("select, input, button")).toHaveLength(0);
  });

  test("has this device before the server knows it, and says what it is with the first change", async () => {
    client.preferences.set({ preferences: {} });
    await show();
    expect(texts("thead th").at(-1)).toBe("Chrome, Windows (This device)Computer");
    await set(choice("Lets through, Chrome, Windows (This device)"), "critical");
    expect(changes()).toEqual([{ devices: { this: { name: "Chrome, Windows", kind: "desktop", level: "critical" } } }]);
  });

  test("tells devices of one name apart", async () => {
    const device = { name: "Chrome, Windows", kind: "desktop" as const };
    client.preferences.set({ preferences: { devices: { this: device, b: device, c: device } } });
    await show();
    expect(texts(".fx-prefs-device")).toEqual([
      "Chrome, Windows (This device)",
      "Chrome, Windows (2)",
      "Chrome, Windows (3)",
    ]);
  });

  test("has no column of its own for a client that is no device", async () => {
    client.preferences.deviceId = client.preferences.device = undefined;
    await show();
    expect(all("[data-this=true]")).toEqual([]);
    expect(all("[data-testid=mute-device]")).toEqual([]);
  });

  test("removes another device, and keeps the focus in the table", async () => {
    await show();
    await change(() => button("Remove: Office").focus());
    await change(() => button("Remove: Office").click());
    expect(client.preferences.removeDevice).toHaveBeenCalledExactlyOnceWith("9a71");
    expect(document.activeElement!.textContent).toBe("What interrupts, and where");
    expect(all("button").filter((each) => nameOf(each).startsWith("Remove: Ana"))).toEqual([]);
  });

  test("renames a device, or gives it back the name that it has by itself", async () => {
    await show();
    const rename = async (device: string, name: string, key: string) => {
      await change(() => button(`Rename: ${device}`).click());
      const input = named<HTMLInputElement>("input", `Rename: ${device}`);
      expect(document.activeElement).toBe(input);
      await set(input, name);
      const typed = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
      await change(() => input.dispatchEvent(typed));
      expect(typed.defaultPrevented).toBe(true);
      expect(document.activeElement).toBe(button(`Rename: ${device}`));
    };
    await rename("Office", " Front desk ", "Enter");
    await rename("Ana's phone (This device)", "", "Enter");
    await rename("Office", "Never mind", "Escape");
    await rename("Office", "Office ", "Enter");
    expect(changes()).toEqual([
      { devices: { "9a71": { name: "Front desk" } } },
      { devices: { this: { name: null } } },
    ]);
  });

  test("takes the name of a device that is left, and does not call the focus back", async () => {
    await show();
    await change(() => button("Rename: Office").click());
    const input = named<HTMLInputElement>("input", "Rename: Office");
    expect([input.value, input.maxLength]).toEqual(["Office", 100]);
    await set(input, "Front desk");
    await change(() => choice("Lets through, Office").focus());
    expect(changes()).toEqual([{ devices: { "9a71": { name: "Front desk" } } }]);
    expect(document.activeElement).toBe(choice("Lets through, Office"));
  });

  test("does not take the end of a composition for the end of a name", async () => {
    await show();
    await change(() => button("Rename: Office").click());
    const input = named<HTMLInputElement>("input", "Rename: Office");
    const composing = new KeyboardEvent("keydown", { key: "Enter", bubbles: true, isComposing: true });
    await change(() => input.dispatchEvent(composing));
    expect(named("input", "Rename: Office")).toBe(input);
  });

  test("says when another device was last used", async () => {
    const last_seen_at = new Date(Date.now() - 2 * 86_400_000).toISOString();
    client.preferences.set({ preferences: { devices: { b: { name: "B", kind: "tablet", last_seen_at } } } });
    await show();
    expect(texts("thead th").at(-1)).toContain("Tablet · Last used 2 days ago");
  });
});

describe("mute", () => {
  const group = (name: string) => named("[role=group]", name);
  const press = (name: string, label: string) =>
    change(() => [...group(name).querySelectorAll("button")].find((each) => each.textContent === label)!.click());

  test("mutes all devices or this one, for an hour or until tomorrow, by the server's clock", async () => {
    const now = new Date(2026, 4, 10, 22, 30).getTime();
    client.now = () => now;
    await show();
    expect(group("All devices").dataset.muted).toBe("false");
    await press("All devices", "For an hour");
    await press("This device", "Until tomorrow at 8:00");
    expect(changes()).toEqual([
      { muted_until: new Date(now + 3_600_000).toISOString() },
      { devices: { this: { muted_until: new Date(2026, 4, 11, 8).toISOString() } } },
    ]);
  });

  test("says until when, and unmutes, with the focus where it was", async () => {
    const now = new Date(2026, 4, 10, 12).getTime();
    client.now = () => now;
    client.preferences.set({ preferences: { muted_until: new Date(2026, 4, 10, 13, 5).toISOString() } });
    await show(<Preferences language="es" />);
    const muted = group("Todos los dispositivos");
    expect(muted.querySelector("[role=status]")!.textContent).toBe("Silenciado hasta 13:05");
    const unmute = [...muted.querySelectorAll("button")].at(-1)!;
    await change(() => unmute.focus());
    await press("Todos los dispositivos", "Dejar de silenciar");
    expect(changes()).toEqual([{ muted_until: null }]);
    await change(() => client.preferences.set({ preferences: {} }));
    expect(document.activeElement).toBe(unmute);
    await change(() => unmute.click());
    expect(changes()).toHaveLength(1);
  });

  test("is over when its time is", async () => {
    vi.useFakeTimers();
    vi.setSystemTime(new Date(2026, 4, 10, 12));
    client.preferences.set({ preferences: { muted_until: new Date(2026, 4, 10, 12, 1).toISOString() } });
    await show();
    expect(group("All devices").dataset.muted).toBe("true");
    await change(() => vi.advanceTimersByTime(75_000));
    expect(group("All devices").dataset.muted).toBe("false");
  });
});

describe("quiet hours", () => {
  const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const fields = (n: number) => all<HTMLFieldSetElement>("[data-testid=quiet-window]")[n]!;
  const time = (n: number, label: string) =>
    [...fields(n).querySelectorAll<HTMLInputElement>("input[type=time]")].find((input) => nameOf(input) === label)!;
  const quiet = (...quiet_hours: ReturnType<typeof window>[]) =>
    client.preferences.set({ preferences: { time_zone: "America/Santiago", quiet_hours } });

  test("begin with every night, in the zone of this device", async () => {
    await show();
    expect(choice("Time zone").value).toBe(zone);
    await change(() => button("Add quiet hours").click());
    const days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    expect(changes()).toEqual([{ quiet_hours: [{ days, from: "21:00", to: "08:00" }], time_zone: zone }]);
  });

  test("are several, each with its days and times", async () => {
    quiet(window(), window({ days: ["sat"], from: "00:00", to: "12:00" }));
    await show();
    expect(all("fieldset").map(nameOf)).toEqual(["Quiet hours 1", "Quiet hours 2"]);
    const checked = (n: number) => [...fields(n).querySelectorAll<HTMLInputElement>("input:checked")].map(nameOf);
    expect(checked(0)).toEqual(["Monday", "Friday"]);
    expect(checked(1)).toEqual(["Saturday"]);
    expect([time(1, "From").value, time(1, "To").value]).toEqual(["00:00", "12:00"]);
    expect(fields(0).textContent).toContain("until the next day");
    expect(fields(1).textContent).not.toContain("until the next day");
  });

  test("change their days, in the order of the week, and the others stay", async () => {
    quiet(window(), window({ days: ["sat"] }));
    await show();
    const day = (name: string) =>
      [...fields(0).querySelectorAll<HTMLInputElement>("input")].find((input) => nameOf(input) === name)!;
    await change(() => day("Tuesday").click());
    await change(() => day("Friday").click());
    expect(changes()).toEqual([
      { quiet_hours: [window({ days: ["mon", "tue", "fri"] }), window({ days: ["sat"] })] },
      { quiet_hours: [window({ days: ["mon"] }), window({ days: ["sat"] })] },
    ]);
  });

  test("change a time once it is whole, and typed or left", async () => {
    vi.useFakeTimers();
    quiet(window());
    await show();
    await set(time(0, "From"), "02:00");
    await set(time(0, "From"), "22:00");
    expect(changes()).toEqual([]);
    await change(() => vi.advanceTimersByTime(1_000));
    expect(changes()).toEqual([{ quiet_hours: [window({ from: "22:00" })] }]);
    await set(time(0, "To"), "07:00");
    await change(() => time(0, "To").dispatchEvent(new FocusEvent("focusout", { bubbles: true })) as never);
    expect(changes().at(-1)).toEqual({ quiet_hours: [window({ to: "07:00" })] });
    await set(time(0, "To"), "");
    await change(() => vi.advanceTimersByTime(1_000));
    await change(() => time(0, "To").dispatchEvent(new FocusEvent("focusout", { bubbles: true })) as never);
    expect(changes()).toHaveLength(2);
    expect(time(0, "To").value).toBe("08:00");
  });

  test("are removed, and the focus goes on", async () => {
    quiet(window(), window({ days: ["sat"] }));
    await show();
    await change(() => button("Remove: Quiet hours 1").click());
    expect(changes()).toEqual([{ quiet_hours: [window({ days: ["sat"] })] }]);
    expect(document.activeElement).toBe(button("Add quiet hours"));
  });

  test("are in a zone that can be chosen, or taken from this device", async () => {
    vi.mocked(Intl.supportedValuesOf).mockRestore();
    quiet(window());
    await show();
    expect(choice("Time zone").value).toBe("America/Santiago");
    await set(choice("Time zone"), "Australia/Lord_Howe");
    await change(() => button(`Use this device's: ${zone}`).click());
    expect(changes()).toEqual([{ time_zone: "Australia/Lord_Howe" }, { time_zone: zone }]);
  });

  test("without a zone have no effect, and say so", async () => {
    client.preferences.set({ preferences: { quiet_hours: [window()] } });
    await show();
    expect(choice("Time zone").selectedOptions[0]!.textContent).toContain("no effect");
  });
});

test("every control has a name of its own, and the Tab key reaches it", async () => {
  client.preferences.set({
    preferences: { ...client.preferences.snapshot.preferences, quiet_hours: [window()], time_zone: "Europe/Madrid" },
  });
  await show();
  const controls = all("button, select");
  const names = controls.map((control) =>
    (nameOf(control.closest("[role=group]") ?? control) + nameOf(control)).trim(),
  );
  expect(new Set(names).size).toBe(controls.length);
  for (const control of all("button, select, input, [role=group][tabindex]")) {
    expect(nameOf(control)).not.toBe("");
    expect(control.tabIndex).toBe(0);
  }
});

test("says what goes on, and what went wrong", async () => {
  client.preferences.set({ preferences: null });
  await show();
  const state = () => texts("[data-testid=preferences-state]")[0];
  expect(view.text()).toContain("Loading preferences");
  await change(() => client.preferences.set({ error: new Error("offline") }));
  expect(texts("[role=alert] p")).toEqual(["The preferences could not be loaded."]);
  client.preferences.load.mockClear();
  await change(() => button("Try again").click());
  expect(client.preferences.load).toHaveBeenCalledTimes(1);
  await change(() => client.preferences.set({ preferences: {}, error: null }));
  expect([texts("[role=alert]"), state()]).toEqual([[], ""]);
  await change(() => client.preferences.set({ saving: true }));
  expect(state()).toBe("Saving");
  await change(() => client.preferences.set({ saving: false }));
  expect(state()).toBe("Saved");
  const flaws = [{ member: "time_zone", detail: "must be an IANA time zone." }];
  await change(() => client.preferences.set({ saveError: new InvalidPreferencesError(400, "Not valid.", flaws) }));
  expect(texts("[role=alert]")[0]).toContain("That could not be saved");
  expect(texts("[role=alert] li")).toEqual(["time_zone must be an IANA time zone."]);
  expect(state()).toBe("");
});

test("does not trouble a user with preferences that could not be read anew", async () => {
  client.preferences.set({ error: new Error("offline") });
  await show();
  expect(texts("[role=alert]")).toEqual([]);
});

test("says that the session has ended instead of loading for ever", async () => {
  client.preferences.set({ preferences: null });
  client.set({ state: "signed-out" });
  await show();
  expect(view.text()).toContain("session has ended");
});

test("speaks the language it is told, and texts of one's own", async () => {
  await show([
    <Preferences key="es" language="es" />,
    <Preferences key="en" language="en" texts={{ title: "Alerts", types: { message: "Chat" } }} />,
  ]);
  expect(texts("h2")).toEqual(["Preferencias de notificaciones", "Alerts"]);
  expect(texts("tr[data-type=message] th")).toEqual(["Mensaje", "Chat"]);
});

test("renders on a server", () => {
  const html = renderToString(<NotificationProvider client={client} children={<Preferences language="es" />} />);
  expect(html).toContain("Cargando preferencias");
  return show();
});

test("toasts tell what came while the user was away", async () => {
  await show(<Toasts />);
  const summary = { id: "s1", since: "", until: "", count: 3, types: { message: 2, payment: 1 } };
  await change(() => client.emit("summary", summary));
  expect(texts("[data-testid=toast] p")).toEqual(["While you were away: 3 new", "Message: 2, Payment: 1"]);
});
