"use client";

import type { Notification } from "@fixia/notifications";
import { useNotificationClient, useNotificationEvent } from "@fixia/notifications-react";
import { useEffect, useRef, useState } from "react";
import { MoreButton, useClamp } from "./clamping.js";
import { CloseIcon } from "./icons.js";
import { join } from "./Inbox.js";
import type { InboxTexts } from "./languageTypes.js";
import { OpenLink, useOpen, type Open, type OpenProps } from "./opening.js";
import { LocaleProvider, typeLabel, useLocale, type LocaleProps } from "./texts.js";
import { AtOnce, stack, toToast, withoutHandled, type Toast } from "./toastStack.js";

export interface ToastsProps extends LocaleProps, OpenProps {
  /** How long a toast stays, in ms. Critical ones stay until they are closed. Default 6,000. */
  visibleMs?: number;
  className?: string;
}

/** Shows what arrives, once a user however many tabs are open, and what went wrong. Put it into the page once. */
export function Toasts({ language, texts, ...rest }: ToastsProps) {
  return (
    <LocaleProvider language={language} texts={texts}>
      <ToastRegion {...rest} />
    </LocaleProvider>
  );
}

function ToastRegion({ visibleMs = 6_000, className, renderLink, ...opening }: Omit<ToastsProps, keyof LocaleProps>) {
  const { texts, language } = useLocale();
  const [toasts, setToasts] = useState<readonly Toast[]>([]);
  const made = useRef(0);
  const client = useNotificationClient();
  const show = (...added: Toast[]): void => setToasts((shown) => stack(shown, added));
  const close = (id: string): void => setToasts((shown) => shown.filter((toast) => toast.id !== id));
  const open = useOpen(opening, ({ id }) => close(id));

  useEffect(
    () => client.subscribe(() => setToasts((shown) => withoutHandled(shown, client.getSnapshot().notifications))),
    [client],
  );
  useNotificationEvent("arrived", (items) => {
    const [critical, others] = [items.filter(isCritical), items.filter((item) => !isCritical(item))];
    if (others.length <= AtOnce) show(...items.map(toToast));
    else show({ id: `many-${++made.current}`, title: texts.manyNew(others.length) }, ...critical.map(toToast));
  });
  useNotificationEvent("summary", ({ id, count, types }) =>
    show({ id: `summary-${id}`, title: texts.whileAway(count), message: byType(types, texts, language) }),
  );
  useNotificationEvent("mark-failed", () =>
    // One says it all, and begins its time anew.
    show({ id: "failed", title: texts.markFailed, failed: true }),
  );

  return (
    <div className={join("fx fx-toasts", className)} role="status">
      {toasts.map((toast) => (
        <ToastCard
          key={toast.id}
          toast={toast}
          visibleMs={visibleMs}
          onClose={() => close(toast.id)}
          open={open}
          renderLink={renderLink}
          opensAll={opening.onOpen !== undefined}
        />
      ))}
    </div>
  );
}

const isCritical = ({ priority }: Notification): boolean => priority === "critical";

function byType(counts: Readonly<Record<string, number>>, texts: InboxTexts, language: string): string {
  const parts = Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([type, count]) => texts.labelled(typeLabel(texts, type), count.toLocaleString(language)));
  return new Intl.ListFormat(language, { type: "unit", style: "short" }).format(parts);
}

interface CardProps {
  toast: Toast;
  visibleMs: number;
  onClose: () => void;
  open: Open;
  renderLink: OpenProps["renderLink"];
  /** Whether the app opens those without a link as well. */
  opensAll: boolean;
}

function ToastCard({ toast, visibleMs, onClose, open, renderLink, opensAll }: CardProps) {
  const { texts } = useLocale();
  const { item } = toast;
  const [held, setHeld] = useState(false);
  const body = useRef<HTMLDivElement>(null);
  const clamp = useClamp(body, toast.title, toast.message);
  const closing = useRef(onClose);
  useEffect(() => {
    closing.current = onClose;
  });
  useEffect(() => {
    if (held || toast.critical) return;
    const timer = setTimeout(() => closing.current(), visibleMs);
    return () => clearTimeout(timer);
  }, [held, toast, visibleMs]);

  const link = { className: "fx-link", "aria-label": texts.labelled(texts.open, toast.title), children: texts.open };
  return (
    <div
      className="fx-toast"
      data-testid="toast"
      data-id={toast.id}
      data-critical={toast.critical}
      role={toast.critical || toast.failed ? "alert" : undefined}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <div className="fx-body" ref={body}>
        <p className="fx-title fx-clamp" data-expanded={clamp.expanded} dir="auto">
          {toast.title}
        </p>
        {toast.message && (
          <p className="fx-message fx-clamp" data-expanded={clamp.expanded} dir="auto">
            {toast.message}
          </p>
        )}
        {item?.actionUrl ? (
          <OpenLink item={item} open={open} renderLink={renderLink} {...link} />
        ) : (
          item &&
          opensAll && (
            <button
              type="button"
              onClick={(event) => {
                open(item, event);
                onClose();
              }}
              {...link}
            />
          )
        )}
      </div>
      <div className="fx-actions">
        <button
          type="button"
          className="fx-button fx-icon-button"
          aria-label={texts.labelled(texts.close, toast.title)}
          onClick={onClose}
        >
          <CloseIcon />
        </button>
        <MoreButton clamp={clamp} of={toast.title} />
      </div>
    </div>
  );
}
