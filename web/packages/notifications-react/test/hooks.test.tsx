import { act, version } from "react";
import { renderToString } from "react-dom/server";
import { beforeEach, describe, expect, test, vi } from "vitest";
import {
  NotificationProvider,
  useConnectionState,
  useNotificationEvent,
  useNotifications,
  useUnreadCount,
  type NotificationsValue,
} from "../src/index.js";
import { FakeClient, notification } from "./support/fakeClient.js";
import { render } from "./support/render.js";

let client: FakeClient;
const change = (run: () => void) => act(async () => run());

beforeEach(() => {
  client = new FakeClient();
});

test("the suite runs with the React that it is meant for", (context) => {
  expect(context.task.file.projectName).toBe(`react ${version.split(".")[0]}`);
});

describe("provider", () => {
  test("runs the client while it is mounted", async () => {
    const view = await render(<NotificationProvider client={client} />);
    expect(client.start.mock.calls.length).toBe(client.stop.mock.calls.length + 1);
    await view.unmount();
    expect(client.stop.mock.calls.length).toBe(client.start.mock.calls.length);
  });

  test("runs it only while enabled", async () => {
    const view = await render(<NotificationProvider client={client} enabled={false} />);
    expect(client.start).not.toHaveBeenCalled();
    await view.show(<NotificationProvider client={client} />);
    expect(client.start).toHaveBeenCalled();
    await view.show(<NotificationProvider client={client} enabled={false} />);
    expect(client.stop.mock.calls.length).toBe(client.start.mock.calls.length);
  });

  test("moves on to another client", async () => {
    const Count = () => <>{useUnreadCount()}</>;
    const other = new FakeClient();
    other.set({ unreadCount: 9 });
    const view = await render(<NotificationProvider client={client} children={<Count />} />);
    await view.show(<NotificationProvider client={other} children={<Count />} />);
    expect(view.text()).toBe("9");
    expect(client.listeners.size).toBe(0);
  });

  test("is missed with a message that says what to do", () => {
    const Lost = () => <>{useUnreadCount()}</>;
    expect(() => renderToString(<Lost />)).toThrow("NotificationProvider");
    expect(() => renderToString(<NotificationProvider />)).toThrow("options");
  });

  test("renders on a server what the browser begins with", () => {
    const All = () => {
      const { notifications, unreadCount, loading } = useNotifications();
      return <>{[useConnectionState(), notifications.length, unreadCount, String(loading)].join()}</>;
    };
    client.set({ state: "live", unreadCount: 3, loaded: true });
    const options = { negotiateUrl: "/n", apiUrl: "/api" };
    expect(renderToString(<NotificationProvider client={client} children={<All />} />)).toBe("connecting,0,0,true");
    expect(renderToString(<NotificationProvider options={options} children={<All />} />)).toContain("connecting");
    expect(client.start).not.toHaveBeenCalled();
  });
});

describe("hooks", () => {
  test("follow the client", async () => {
    const Show = () => {
      const { notifications, unreadCount } = useNotifications();
      return <>{[...notifications.map((item) => item.title), unreadCount, useConnectionState()].join()}</>;
    };
    const view = await render(<NotificationProvider client={client} children={<Show />} />);
    await change(() => client.set({ state: "live", notifications: [notification(1)], unreadCount: 4 }));
    expect(view.text()).toBe("Title 1,4,live");
  });

  test("render again only for what they return", async () => {
    const rendered = vi.fn();
    const Count = () => {
      rendered();
      return <>{useUnreadCount()}</>;
    };
    await render(<NotificationProvider client={client} children={<Count />} />);
    const before = rendered.mock.calls.length;
    await change(() => client.set({ state: "live", notifications: [notification(1)] }));
    expect(rendered.mock.calls.length).toBe(before);
    await change(() => client.set({ unreadCount: 1 }));
    expect(rendered.mock.calls.length).toBeGreaterThan(before);
  });

  test("give the old names of a notification's time and link, and the same object until it changes", async () => {
    let value!: NotificationsValue;
    const Show = () => {
      value = useNotifications();
      return null;
    };
    await render(<NotificationProvider client={client} children={<Show />} />);
    const [first, second] = [notification(1, { action_url: "/orders/1" }), notification(2, { action_url: "javascript:x" })];
    await change(() => client.set({ notifications: [second, first] }));
    const [unsafe, item] = value.notifications;
    expect(unsafe!.actionUrl).toBeUndefined();
    expect(item).toMatchObject({ timestamp: new Date(first.created_at), actionUrl: "/orders/1" });
    await change(() => client.set({ notifications: [notification(3), second, first] }));
    expect(value.notifications[2]).toBe(item);
  });

  test("offer actions that never reject", async () => {
    let value!: NotificationsValue;
    const Show = () => {
      value = useNotifications();
      return null;
    };
    for (const action of [
      client.markRead,
      client.markAllRead,
      client.archive,
      client.snooze,
      client.act,
      client.remove,
      client.refresh,
      client.loadMore,
    ])
      action.mockRejectedValue(new Error("offline"));
    await render(<NotificationProvider client={client} children={<Show />} />);
    await value.markAsRead("n1");
    await value.markAllAsRead();
    await value.archive("n1");
    const until = new Date();
    await value.snooze(["n1"], until);
    expect(await value.act("n1", "accept"), "when it failed").toBeUndefined();
    await value.deleteNotification("n1");
    await value.refreshNotifications();
    await value.loadMore();
    expect(client.markRead).toHaveBeenCalledWith("n1");
    expect(client.snooze).toHaveBeenCalledWith(["n1"], until);
    expect(client.act).toHaveBeenCalledWith("n1", "accept");
    const outcome = { action: "decline", at: "2026-01-01T00:01:00.000Z" };
    client.act.mockResolvedValue(outcome);
    expect(await value.act("n1", "accept"), "what holds").toBe(outcome);
  });

  test("call the latest handler of an event, and none after unmounting", async () => {
    const seen: string[] = [];
    const Listen = ({ name }: { name: string }) => {
      useNotificationEvent("arrived", (items) => seen.push(`${name}:${items.length}`));
      return null;
    };
    const view = await render(<NotificationProvider client={client} children={<Listen name="a" />} />);
    await view.show(<NotificationProvider client={client} children={<Listen name="b" />} />);
    client.emit("arrived", [notification(1)]);
    expect(seen).toEqual(["b:1"]);
    await view.unmount();
    expect(client.handlers.filter((entry) => entry.event === "arrived")).toEqual([]);
  });
});
