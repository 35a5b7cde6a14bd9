import { act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { expect, vi } from "vitest";
import { App } from "../../src/App.js";
import { base, key } from "./fakeApi.js";

(globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;

/** The console as somebody uses it: by the names of what is in it. */
export class Page {
  readonly container = document.body.appendChild(document.createElement("div"));
  readonly #root: Root = createRoot(this.container);
  /** React says there what is wrong with a page. */
  readonly #complaints = vi.spyOn(console, "error");

  static async open(hash = ""): Promise<Page> {
    location.hash = hash;
    // They come in chunks of their own, which takes its time.
    await Promise.all([import("../../src/DeliveryPage.js"), import("../../src/LivePage.js")]);
    const page = new Page();
    await act(async () => page.#root.render(<App />));
    return page;
  }

  /** Opens it for somebody who has the key. */
  static async signedIn(hash = "", address = base): Promise<Page> {
    const page = await Page.open(hash);
    await page.signIn(address);
    await page.shows((text) => expect(text).toContain("Sign out"));
    return page;
  }

  async signIn(address = base, functionKey = key, ownKey = ""): Promise<void> {
    await this.type("Address of the API", address);
    await this.type("Function key", functionKey);
    await this.type("Key of your own, if one is needed", ownKey);
    await this.press("Sign in");
  }

  async close(): Promise<void> {
    await act(async () => this.#root.unmount());
    this.container.remove();
    expect(this.#complaints).not.toHaveBeenCalled();
  }

  get text(): string {
    return this.container.textContent ?? "";
  }

  get alerts(): string[] {
    return this.all("[role=alert]").map((alert) => alert.textContent ?? "");
  }

  all<T extends HTMLElement = HTMLElement>(selector: string): T[] {
    return [...this.container.querySelectorAll<T>(selector)];
  }

  button(name: string): HTMLButtonElement {
    const found = this.all<HTMLButtonElement>("button").filter((button) => button.textContent === name);
    expect(found, name).toHaveLength(1);
    return found[0]!;
  }

  field<T extends HTMLElement = HTMLInputElement>(label: string): T {
    const named = this.all("label").filter((other) => other.firstChild?.textContent === label);
    expect(named, label).toHaveLength(1);
    return named[0]!.querySelector("input, select") as unknown as T;
  }

  /** Its rows, the heading of a row among its cells; of its body alone. */
  table(caption: string): string[][] {
    const found = this.all<HTMLTableElement>("table").filter((table) => table.caption?.textContent?.startsWith(caption));
    expect(found, caption).toHaveLength(1);
    return [...found[0]!.querySelectorAll("tbody tr")].map((row) => [...row.querySelectorAll("th, td")].map((cell) => cell.textContent ?? ""));
  }

  async press(name: string): Promise<void> {
    const button = this.button(name);
    await act(async () => {
      if (button.type === "submit") button.form!.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
      else button.click();
    });
  }

  async clickOn(element: HTMLElement): Promise<void> {
    await act(async () => element.click());
  }

  async type(label: string, value: string): Promise<void> {
    const field = this.field(label);
    const { set } = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")!;
    await act(async () => {
      set!.call(field, value);
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }

  async choose(label: string, value: string): Promise<void> {
    const field = this.field<HTMLSelectElement>(label);
    await act(async () => {
      field.value = value;
      field.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }

  async go(hash: string): Promise<void> {
    await act(async () => {
      location.hash = hash;
      dispatchEvent(new Event("hashchange"));
    });
  }

  async shows(check: (text: string) => void): Promise<void> {
    await vi.waitFor(async () => {
      await act(async () => undefined);
      check(this.text);
    }, 5_000);
  }
}
