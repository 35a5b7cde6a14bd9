import { useState } from "react";
import { Failure } from "./Failure.js";
import { delays, faultKinds, type FaultKind, type LocalServices } from "./services.js";
import { useWords } from "./session.js";
import { useAction } from "./useLoad.js";

/** Adds a fault. */
export function FaultForm({ services, onDone }: { services: LocalServices; onDone: () => void }) {
  const { texts } = useWords();
  const words = texts.services;
  const [kind, setKind] = useState<FaultKind>("restThrottled");
  const [probability, setProbability] = useState("1");
  const [count, setCount] = useState("");
  const [delayMs, setDelayMs] = useState("500");
  const action = useAction(async (signal) => {
    await services.add(
      { kind, probability: Number(probability), ...(count && { count: Number(count) }), ...(delays(kind) && { delayMs: Number(delayMs) }) },
      signal,
    );
    onDone();
  });
  return (
    <form
      className="card stack"
      onSubmit={(event) => {
        event.preventDefault();
        action.run();
      }}
    >
      <div className="row tools">
        <label>
          {texts.kind}
          <select value={kind} onChange={(event) => setKind(event.target.value as FaultKind)}>
            {faultKinds.map((name) => (
              <option key={name} value={name}>
                {words.kinds[name]}
              </option>
            ))}
          </select>
        </label>
        <label>
          {words.probability}
          <input type="number" min="0" max="1" step="any" required value={probability} onChange={(event) => setProbability(event.target.value)} />
        </label>
        <label>
          {words.count}
          <input type="number" min="1" step="1" value={count} onChange={(event) => setCount(event.target.value)} />
        </label>
        {delays(kind) && (
          <label>
            {words.delay}
            <input type="number" min="1" step="1" required value={delayMs} onChange={(event) => setDelayMs(event.target.value)} />
          </label>
        )}
        <button className="primary" type="submit" aria-disabled={action.running}>
          {words.add}
        </button>
      </div>
      <Failure error={action.error} />
    </form>
  );
}
