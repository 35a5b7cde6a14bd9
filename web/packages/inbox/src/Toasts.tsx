"use client";

import { safeLink, type Notification } from "@fixia/notifications";
import { useNotificationEvent } from "@fixia/notifications-react";
import { useEffect, useRef, useState } from "react";
import { CloseIcon } from "./icons.js";
import { join } from "./Inbox.js";
import { LocaleProvider, useLocale, type LocaleProps } from "./texts.js";

export interface ToastsProps extends LocaleProps {
  /** How long a toast stays, in ms. Critical ones stay until they are closed. Default 6,000. */
  visibleMs?: number;
  className?: string;
}

interface Toast {
  id: string;
  title: string;
  message?: string;
  url?: string | null | undefined;
  critical?: boolean;
}

const AtOnce = 3;

/** Shows what arrives, once a user however many tabs are open, and what went wrong. Put it into the page once. */
export function Toasts({ language, texts, ...rest }: ToastsProps) {
  return (
    <LocaleProvider language={language} texts={texts}>
      <ToastRegion {...rest} />
    </LocaleProvider>
  );
}

function ToastRegion({ visibleMs = 6_000, className }: Pick<ToastsProps, "visibleMs" | "className">) {
  const { texts } = useLocale();
  const [toasts, setToasts] = useState<readonly Toast[]>([]);
  const made = useRef(0);
  const show = (...added: Toast[]): void => setToasts((shown) => [...shown, ...added].slice(-AtOnce));
  const close = (toast: Toast): void => setToasts((shown) => shown.filter((entry) => entry !== toast));

  useNotificationEvent("arrived", (items) => {
    if (items.length <= AtOnce) show(...items.map(toToast));
    else show({ id: `many-${++made.current}`, title: texts.manyNew(items.length) });
  });
  useNotificationEvent("summary", ({ id, count, types }) =>
    show({ id: `summary-${id}`, title: texts.whileAway(count), message: byType(types, texts.types) }),
  );
  useNotificationEvent("mark-failed", () =>
    show({ id: `failed-${++made.current}`, title: texts.markFailed, critical: true }),
  );

  return (
    <div className={join("fx fx-toasts", className)} role="status">
      {toasts.map((toast) => (
        <ToastCard key={toast.id} toast={toast} visibleMs={visibleMs} onClose={() => close(toast)} />
      ))}
    </div>
  );
}

function toToast({ id, title, message, action_url, priority }: Notification): Toast {
  return { id, title, message, url: safeLink(action_url), critical: priority === "critical" };
}

function byType(counts: Readonly<Record<string, number>>, labels: Record<string, string>): string {
  return Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([type, count]) => `${labels[type] ?? type}: ${count}`)
    .join(", ");
}

interface CardProps {
  toast: Toast;
  visibleMs: number;
  onClose: () => void;
}

function ToastCard({ toast, visibleMs, onClose }: CardProps) {
  const { texts } = useLocale();
  const [held, setHeld] = useState(false);
  const closing = useRef(onClose);
  useEffect(() => {
    closing.current = onClose;
  });
  useEffect(() => {
    if (held || toast.critical) return;
    const timer = setTimeout(() => closing.current(), visibleMs);
    return () => clearTimeout(timer);
  }, [held, toast.critical, visibleMs]);

  return (
    <div
      className="fx-toast"
      data-testid="toast"
      data-id={toast.id}
      data-critical={toast.critical}
      role={toast.critical ? "alert" : undefined}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <div className="fx-body">
        <p className="fx-title">{toast.title}</p>
        {toast.message && (
          <p className="fx-message" data-expanded={false}>
            {toast.message}
          </p>
        )}
        {toast.url && (
          <a className="fx-link" href={toast.url} aria-label={`${texts.open}: ${toast.title}`}>
            {texts.open}
          </a>
        )}
      </div>
      <button
        type="button"
        className="fx-button fx-icon-button"
        aria-label={`${texts.close}: ${toast.title}`}
        onClick={onClose}
      >
        <CloseIcon />
      </button>
    </div>
  );
}
