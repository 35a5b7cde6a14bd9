import { act } from "react";
import { afterEach, beforeEach, expect, test } from "vitest";
import { NotificationProvider, useNotificationFeed } from "../src/index.js";
import { FakeClient, notification } from "./support/fakeClient.js";
import { render } from "./support/render.js";

const archive = { archived: true };
const Archive = () => <>{useNotificationFeed(archive).notifications.map(({ title }) => title).join()}</>;

let client: FakeClient;
let view: Awaited<ReturnType<typeof render>>;

beforeEach(async () => {
  client = new FakeClient();
  client.readPage.mockResolvedValue({ notifications: [notification(1, { removed: "archived" })], hasMore: false });
  view = await render(<NotificationProvider client={client} children={<Archive />} />);
});

afterEach(() => view.unmount());

test("a part is read and kept while the list is loaded, and read again", async () => {
  expect(view.text()).toBe("Title 1");
  await act(async () => client.set({ loaded: true }));
  expect(view.text()).toBe("Title 1");
});

test("a part of one user is not shown to the next", async () => {
  await act(async () => client.set({ loaded: true }));
  client.readPage.mockRejectedValue(new Error("The client is not started."));
  await act(async () => client.set({ loaded: false, state: "signed-out", notifications: [] }));
  expect(view.text()).toBe("");
});

test("what is snoozed is a part of its own, in which nothing of the list or the archive shows, nor an older version", async () => {
  const snoozed = { snoozed: true };
  const Snoozed = () => <>{useNotificationFeed(snoozed).notifications.map(({ title }) => title).join()}</>;
  client.readPage.mockResolvedValue({
    notifications: [notification(2, { read: true, removed: "snoozed" }), notification(1, { read: true, removed: "archived" })],
    hasMore: false,
  });
  await act(async () => client.set({ loaded: true, notifications: [notification(3), notification(2)] }));
  await view.show(<NotificationProvider client={client} children={<Snoozed />} />);
  expect(client.readPage).toHaveBeenLastCalledWith({ snoozed: true, cursor: null });
  expect(view.text()).toBe("Title 2");
});
