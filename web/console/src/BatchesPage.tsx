import { useEffect, useRef } from "react";
import { AskId } from "./AskId.js";
import { ConfirmButton } from "./ConfirmButton.js";
import { Pair } from "./DeadLetterView.js";
import { Failure } from "./Failure.js";
import { PagedTable } from "./PagedTable.js";
import { Reload } from "./Reload.js";
import { go, href } from "./route.js";
import { useApi, useWords } from "./session.js";
import { useAction, useLoad } from "./useLoad.js";
import { usePages } from "./usePages.js";
import type { BatchStatus } from "./wire.js";

const RefreshMs = 2_000;

/** How far a batch is, and which there are. */
export function BatchesPage({ id }: { id: string | undefined }) {
  const { texts } = useWords();
  return (
    <>
      <AskId key={`ask ${id}`} label={texts.batches.ask} button={texts.open} value={id} onAsk={(batch) => go("batches", batch)} />
      {id ? <BatchView key={id} id={id} /> : <BatchList />}
    </>
  );
}

function BatchList() {
  const { texts, format } = useWords();
  const api = useApi();
  const words = texts.batches;
  const pages = usePages("batches", "batches", (cursor, signal) => api.batches({ cursor }, signal));
  return (
    <>
      <p className="row tools">
        <Reload of={pages} />
      </p>
      <Failure error={pages.error} />
      <PagedTable caption={words.caption} columns={[words.since, words.producer, words.state, words.progress, words.failed, texts.id]} pages={pages}>
        {(batch) => (
          <>
            <td>
              <time dateTime={batch.created_at}>{format.time(batch.created_at)}</time>
            </td>
            <td>{batch.producer ?? "-"}</td>
            <td>{words.states[batch.state] ?? batch.state}</td>
            <td>
              <Progress batch={batch} label={words.progress} />
            </td>
            <td className="number">{format.count(batch.failed)}</td>
            <th scope="row">
              <a href={href("batches", batch.id)}>{batch.id}</a>
            </th>
          </>
        )}
      </PagedTable>
    </>
  );
}

/** A bar, and the same in words beside it. */
function Progress({ batch, label }: { batch: BatchStatus; label?: string }) {
  const { texts, format } = useWords();
  const tried = batch.created + batch.failed;
  return (
    <>
      <progress aria-label={label} max={Math.max(1, batch.accepted)} value={tried} />
      <span>{texts.batches.tried(format.count(tried), format.count(batch.accepted), format.percent(tried, batch.accepted))}</span>
    </>
  );
}

function BatchView({ id }: { id: string }) {
  const { texts, format } = useWords();
  const api = useApi();
  const heading = useRef<HTMLHeadingElement>(null);
  const { data: batch, error, loading, reload } = useLoad(id, (signal) => api.batch(id, signal));
  const stop = useAction(async (signal) => {
    await api.stopBatch(id, signal);
    reload();
    // The button that had the focus will be gone.
    heading.current?.focus();
  });
  const running = batch?.state === "running";
  useEffect(() => {
    if (!running || loading) return;
    const timer = setTimeout(reload, RefreshMs);
    return () => clearTimeout(timer);
  }, [running, loading, reload]);
  const words = texts.batches;
  return (
    <>
      <Failure error={error} notFound={words.notFound} />
      <Failure error={stop.error} notFound={words.notFound} />
      {!batch && loading && <p role="status">{texts.loading}</p>}
      {batch && (
        <article className="card stack" aria-label={batch.id}>
          <h2 ref={heading} tabIndex={-1}>
            {/* Only the state is told as it changes: each step of the numbers would be too much to hear. */}
            {words.state}: <span role="status">{words.states[batch.state] ?? batch.state}</span>
          </h2>
          <label className="progress">
            {words.progress}
            <Progress batch={batch} />
          </label>
          <dl className="figures">
            <Pair name={words.created} value={format.count(batch.created)} />
            <Pair name={words.failed} value={`${format.count(batch.failed)}${batch.failed > 0 ? `. ${words.failedHint}` : ""}`} />
            <Pair name={words.remaining} value={format.count(batch.remaining)} />
            <Pair name={words.rate} value={format.count(batch.rate)} />
            <Pair name={words.since} value={format.time(batch.created_at)} />
            <Pair name={words.end} value={format.time(batch.estimated_end)} />
          </dl>
          {!running && (
            <button className="quiet" type="button" onClick={reload}>
              {texts.reload}
            </button>
          )}
          {running && (
            <ConfirmButton label={words.stop} question={words.sure} confirm={words.confirm} running={stop.running} onConfirm={stop.run} />
          )}
        </article>
      )}
    </>
  );
}
