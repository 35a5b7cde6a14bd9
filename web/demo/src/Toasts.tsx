import type { Notification, NotificationClient } from "@fixia/notifications";
import { useEffect, useState } from "react";
import { texts } from "./texts.js";

const VisibleMs = 6_000;
const AtOnce = 3;

/** Shows what just arrived, and failures of what the user did. */
export function Toasts({ client }: { client: NotificationClient }) {
  const [toasts, setToasts] = useState<{ id: string; title: string; message: string }[]>([]);

  useEffect(() => {
    const timers = new Set<ReturnType<typeof setTimeout>>();
    const show = (entries: { id: string; title: string; message: string }[]): void => {
      setToasts((shown) => [...shown, ...entries].slice(-AtOnce));
      const timer = setTimeout(() => {
        timers.delete(timer);
        setToasts((shown) => shown.filter((toast) => !entries.includes(toast)));
      }, VisibleMs);
      timers.add(timer);
    };
    const stops = [
      client.on("arrived", (items: readonly Notification[]) => show(items.slice(-AtOnce))),
      client.on("mark-read-failed", () => show([{ id: `failed-${Date.now()}`, title: texts.failed, message: "" }])),
    ];
    return () => {
      for (const stop of stops) stop();
      for (const timer of timers) clearTimeout(timer);
    };
  }, [client]);

  return (
    <div className="toasts" role="status" aria-live="polite">
      {toasts.map((toast) => (
        <div key={toast.id} className="toast" data-testid="toast" data-id={toast.id}>
          <div>
            <p className="title">{toast.title}</p>
            {toast.message && <p>{toast.message}</p>}
          </div>
          <button
            className="quiet"
            aria-label={texts.close}
            onClick={() => setToasts((shown) => shown.filter((entry) => entry !== toast))}
          >
            ×
          </button>
        </div>
      ))}
    </div>
  );
}
