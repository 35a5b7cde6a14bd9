"use client";

import { useNotificationClient, useNotificationEvent, type NotificationItem } from "@fixia/notifications-react";
import { useEffect, useRef, useState } from "react";
import { Answers, type Act } from "./Answers.js";
import { MoreButton, useClamp } from "./clamping.js";
import { CloseIcon } from "./icons.js";
import { join } from "./Inbox.js";
import type { InboxTexts } from "./languageTypes.js";
import { OpenLink, useOpen, type Open, type OpenProps } from "./opening.js";
import { usePanel } from "./panels.js";
import { LocaleProvider, typeLabel, useLocale, type LocaleProps } from "./texts.js";
import { Tool } from "./Tool.js";
import { arrive, stack, withoutHandled, type Toast } from "./toastStack.js";

export interface ToastsProps extends LocaleProps, OpenProps {
  /** How long a toast stays, in ms. Critical ones stay until they are closed. Default 6,000. */
  visibleMs?: number;
  className?: string;
}

/**
 * Shows what arrives, once a user however many tabs are open, and what went wrong. Put it into the page once. Beside an open panel
 * of the bell it is only heard: the list shows the same, and nothing may lie over it.
 */
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
  const client = useNotificationClient();
  const show = (...added: Toast[]): void => setToasts((shown) => stack(shown, added));
  /** By its id, or by that of its notification. */
  const close = (id: string): void => setToasts((shown) => shown.filter((toast) => toast.id !== id && toast.item?.id !== id));
  const open = useOpen(opening, ({ id }) => close(id));
  const panel = usePanel();
  /** What was pressed last. Its toast is gone, so it is told by itself. */
  const [answered, setAnswered] = useState("");
  const answer =
    ({ actions }: NotificationItem): Act =>
    async (id, action) => {
      close(id);
      setAnswered("");
      const outcome = await client.act(id, action).catch(() => undefined);
      const label = actions?.find((button) => button.id === outcome?.action)?.label;
      if (label) setAnswered(texts.outcome(label));
      return outcome;
    };
  const isCovered = panel?.isOpen === true;

  useEffect(
    () => client.subscribe(() => setToasts((shown) => withoutHandled(shown, client.getSnapshot().notifications))),
    [client],
  );
  // What was there when the panel was opened, or came since, was seen in it.
  useEffect(() => setToasts((shown) => shown.filter(({ critical }) => critical)), [isCovered]);
  useNotificationEvent("arrived", (items) => setToasts((shown) => arrive(shown, items, Date.now())));
  useNotificationEvent("summary", ({ id, count, types }) =>
    show({ id: `summary-${id}`, title: texts.whileAway(count), message: byType(types, texts, language) }),
  );
  useNotificationEvent("mark-failed", () => {
    // One says it all, and begins its time anew. The panel says it by itself.
    if (!isCovered) show({ id: "failed", title: texts.markFailed, failed: true });
  });

  return (
    <div className={join("fx fx-toasts", className)} role="status">
      {toasts.map((toast) =>
        isCovered ? (
          <span key={toast.id} className="fx-hidden" role={urgency(toast)}>
            {titleOf(toast, texts)}
            <GroupCount toast={toast} />
          </span>
        ) : (
          <ToastCard
            key={toast.id}
            toast={toast}
            visibleMs={visibleMs}
            onClose={() => close(toast.id)}
            onAct={toast.item && answer(toast.item)}
            open={open}
            openPanel={panel?.open}
            renderLink={renderLink}
            opensAll={opening.onOpen !== undefined}
          />
        ),
      )}
      {answered && <span className="fx-hidden">{answered}</span>}
    </div>
  );
}

const urgency = ({ critical, failed }: Toast): "alert" | undefined => (critical || failed ? "alert" : undefined);

const titleOf = ({ folded, title }: Toast, texts: InboxTexts): string => (folded ? texts.manyNew(folded.length) : title);

/** How many of a group came, where they are several. */
function GroupCount({ toast: { grouped } }: { toast: Toast }) {
  const { texts } = useLocale();
  return grouped && <span className="fx-meta">{texts.fresh(grouped.length)}</span>;
}

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
  onAct: Act | undefined;
  open: Open;
  /** Opens the panel of the bell, where there is one. */
  openPanel: (() => void) | undefined;
  renderLink: OpenProps["renderLink"];
  /** Whether the app opens those without a link as well. */
  opensAll: boolean;
}

function ToastCard({ toast, visibleMs, onClose, onAct, open, openPanel, renderLink, opensAll }: CardProps) {
  const { texts } = useLocale();
  const { item } = toast;
  const title = titleOf(toast, texts);
  const [held, setHeld] = useState(false);
  const body = useRef<HTMLDivElement>(null);
  const clamp = useClamp(body, title, toast.message);
  const closing = useRef(onClose);
  useEffect(() => {
    closing.current = onClose;
  });
  useEffect(() => {
    if (held || toast.critical) return;
    const timer = setTimeout(() => closing.current(), visibleMs);
    return () => clearTimeout(timer);
  }, [held, toast, visibleMs]);

  const openAll: Open = (item, event) => open(item, event, toast.grouped?.filter((id) => id !== item.id));
  const link = { className: "fx-link", "aria-label": texts.labelled(texts.open, title), children: texts.open };
  return (
    <div
      className="fx-toast"
      data-testid="toast"
      data-id={toast.id}
      data-critical={toast.critical}
      role={urgency(toast)}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <div className="fx-body" ref={body}>
        <p className="fx-title fx-clamp" data-expanded={clamp.expanded} dir="auto">
          {title}
        </p>
        {toast.message && (
          <p className="fx-message fx-clamp" data-expanded={clamp.expanded} dir="auto">
            {toast.message}
          </p>
        )}
        <GroupCount toast={toast} />
        {item?.actionUrl ? (
          <OpenLink item={item} open={openAll} renderLink={renderLink} {...link} />
        ) : (
          item &&
          opensAll && (
            <button
              type="button"
              onClick={(event) => {
                openAll(item, event);
                onClose();
              }}
              {...link}
            />
          )
        )}
        {toast.folded && openPanel && <button type="button" onClick={openPanel} {...link} />}
        {item && onAct && <Answers key={item.id} item={item} onAct={onAct} />}
      </div>
      <div className="fx-actions">
        <Tool label={texts.labelled(texts.close, title)} title={texts.close} icon={CloseIcon} onClick={onClose} />
        <MoreButton clamp={clamp} of={title} />
      </div>
    </div>
  );
}
