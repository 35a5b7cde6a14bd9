import { useEffect, useRef, useState } from "react";
import { ConfirmButton } from "./ConfirmButton.js";
import { Failure } from "./Failure.js";
import { href } from "./route.js";
import { useApi, useWords } from "./session.js";
import { useAction, useLoad } from "./useLoad.js";

/** One dead letter, with the work itself. */
export function DeadLetterView({ id }: { id: string }) {
  const { texts, format } = useWords();
  const api = useApi();
  const [gone, setGone] = useState<"redriven" | "deleted">();
  const { data: letter, error, loading } = useLoad(id, (signal) => api.deadLetter(id, signal));
  const redrive = useAction(async (signal) => {
    await api.redrive(id, signal);
    setGone("redriven");
  });
  const remove = useAction(async (signal) => {
    await api.deleteDeadLetter(id, signal);
    setGone("deleted");
  });
  const words = texts.letters;
  const outcome = useRef<HTMLParagraphElement>(null);
  // The button that had the focus is gone with the letter.
  useEffect(() => {
    if (gone) outcome.current?.focus();
  }, [gone]);
  const running = redrive.running || remove.running;
  return (
    <div className="stack">
      <p>
        <a href={href("dead-letters")}>{texts.back}</a>
      </p>
      <p ref={outcome} role="status" tabIndex={-1}>
        {gone ? words[gone] : loading && texts.loading}
      </p>
      <Failure error={error} notFound={words.notFound} />
      <Failure error={redrive.error} notFound={words.notFound} />
      <Failure error={remove.error} notFound={words.notFound} />
      {letter && !gone && (
        <article className="card stack" aria-label={letter.id}>
          <dl className="figures">
            <Pair name={texts.id} value={<code>{letter.id}</code>} />
            <Pair name={words.at} value={format.time(letter.set_aside_at)} />
            <Pair name={texts.kind} value={letter.kind} />
            <Pair name={words.container} value={letter.container} />
            <Pair name={words.user} value={letter.user_id ? <a href={href("users", letter.user_id)}>{letter.user_id}</a> : "-"} />
            <Pair name={words.documentId} value={letter.document_id ?? "-"} />
            <Pair name={texts.reason} value={letter.reason} />
            <Pair name={words.attempts} value={letter.attempts === null ? "-" : format.count(letter.attempts)} />
          </dl>
          <h2>{words.document}</h2>
          {letter.document === undefined ? (
            <p>{words.lost}</p>
          ) : (
            <pre tabIndex={0} role="region" aria-label={words.document}>
              {JSON.stringify(letter.document, null, 2)}
            </pre>
          )}
          <div className="row">
            <ConfirmButton label={words.redrive} question={words.sureRedrive} running={running} onConfirm={redrive.run} />
            <ConfirmButton label={words.delete} question={words.sureDelete} running={running} onConfirm={remove.run} />
          </div>
        </article>
      )}
    </div>
  );
}

export function Pair({ name, value }: { name: string; value: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
