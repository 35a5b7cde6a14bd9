import { useState, type FormEvent } from "react";
import { createNotification, type NewNotification } from "./backend.js";
import { texts } from "./texts.js";

export function CreateForm({ recipient }: { recipient: string }) {
  const [status, setStatus] = useState<{ text: string; failed: boolean } | null>(null);
  const [busy, setBusy] = useState(false);

  const send = async (form: FormData, contents: Omit<NewNotification, "user_ids">[]): Promise<void> => {
    setBusy(true);
    setStatus(null);
    try {
      const user_ids = fieldOf(form, "user")
        .split(/[\s,]+/)
        .filter(Boolean);
      for (const content of contents) await createNotification({ ...content, user_ids });
      setStatus({ text: texts.sent, failed: false });
    } catch (error) {
      setStatus({ text: error instanceof Error ? error.message : texts.failed, failed: true });
    } finally {
      setBusy(false);
    }
  };

  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const content = {
      type: fieldOf(form, "type"),
      title: fieldOf(form, "title"),
      message: fieldOf(form, "message"),
      priority: form.has("critical") ? "critical" : "normal",
      actions: form.has("buttons") ? Object.entries(texts.actions).map(([id, label]) => ({ id, label })) : undefined,
    };
    void send(form, [content]);
  };

  const converse = (form: HTMLFormElement): void => {
    const content = { type: "message", title: texts.sender, group_key: "conversation:bruno" };
    void send(new FormData(form), texts.lines.map((message) => ({ ...content, message })));
  };

  return (
    <form className="card create" onSubmit={submit}>
      <h2>{texts.create}</h2>
      <p className="hint">{texts.createHint}</p>
      <div className="row">
        <label>
          {texts.to}
          <input key={recipient} name="user" data-testid="create-user" defaultValue={recipient} required />
        </label>
        <label>
          {texts.type}
          <select name="type" data-testid="create-type" defaultValue="message">
            {Object.entries(texts.types).map(([value, label]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        </label>
      </div>
      <label>
        {texts.title}
        <input name="title" data-testid="create-title" required maxLength={200} defaultValue="Nuevo mensaje" />
      </label>
      <label>
        {texts.message}
        <textarea
          name="message"
          data-testid="create-message"
          required
          rows={2}
          defaultValue="Bruno te envió un presupuesto para la cocina."
        />
      </label>
      <div className="submit">
        <label className="inline">
          <input type="checkbox" name="critical" />
          {texts.critical}
        </label>
        <label className="inline">
          <input type="checkbox" name="buttons" data-testid="create-buttons" />
          {texts.buttons}
        </label>
        <span role="status" className={status?.failed ? "failed" : "hint"}>
          {status?.text}
        </span>
        <button type="button" className="quiet" data-testid="create-conversation" disabled={busy} onClick={(event) => converse(event.currentTarget.form!)}>
          {texts.conversation}
        </button>
        <button className="primary" data-testid="create-submit" disabled={busy}>
          {texts.send}
        </button>
      </div>
    </form>
  );
}

const fieldOf = (form: FormData, name: string): string => String(form.get(name) ?? "").trim();
