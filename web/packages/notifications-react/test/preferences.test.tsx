import { act } from "react";
import { renderToString } from "react-dom/server";
import { beforeEach, expect, test } from "vitest";
import { NotificationProvider, usePreferences, type PreferencesValue } from "../src/index.js";
import { FakeClient } from "./support/fakeClient.js";
import { render } from "./support/render.js";

let client: FakeClient;
let value: PreferencesValue;
const Show = () => {
  value = usePreferences();
  return <>{JSON.stringify([value.preferences, value.loading, value.saving])}</>;
};
const view = () => render(<NotificationProvider client={client} children={<Show />} />);
const change = (run: () => void) => act(async () => run());

beforeEach(() => {
  client = new FakeClient();
});

test("follows the preferences, and reads them anew where it is mounted", async () => {
  const { text, unmount } = await view();
  expect(text()).toBe("[null,true,false]");
  expect(client.preferences.load).toHaveBeenCalled();
  await change(() => client.preferences.set({ preferences: { time_zone: "Europe/Madrid" }, saving: true }));
  expect(text()).toBe('[{"time_zone":"Europe/Madrid"},false,true]');
  expect(value).toMatchObject({ deviceId: "this", device: { kind: "desktop" } });
  await unmount();
  expect(client.preferences.listeners.size).toBe(0);
});

test("is not loading any more when they could not be read", async () => {
  const { text } = await view();
  await change(() => client.preferences.set({ error: new Error("offline") }));
  expect(text()).toBe("[null,false,false]");
});

test("keeps its actions while the preferences change, and none of them rejects", async () => {
  await view();
  const first = value;
  await change(() => client.preferences.set({ preferences: {} }));
  expect([value.change, value.removeDevice, value.reload]).toEqual([first.change, first.removeDevice, first.reload]);
  for (const action of [client.preferences.change, client.preferences.removeDevice, client.preferences.load])
    action.mockRejectedValue(new Error("offline"));
  await value.change({ muted_until: null });
  await value.removeDevice("old");
  await value.reload();
  expect(client.preferences.change).toHaveBeenCalledExactlyOnceWith({ muted_until: null });
  expect(client.preferences.removeDevice).toHaveBeenCalledExactlyOnceWith("old");
});

test("renders on a server what the browser begins with", () => {
  client.preferences.set({ preferences: { time_zone: "Europe/Madrid" } });
  const html = renderToString(<NotificationProvider client={client} children={<Show />} />);
  expect(html).toBe("[null,true,false]");
  expect(client.preferences.load).not.toHaveBeenCalled();
});
