import { useSyncExternalStore } from "react";
import { texts } from "./texts.js";
import type { WireLog } from "./wire.js";

const arrows = { sent: "↑", received: "↓", failed: "×" };

export function WirePanel({ log }: { log: WireLog }) {
  const entries = useSyncExternalStore(log.subscribe, log.getSnapshot);
  return (
    <section className="card wire" aria-labelledby="wire-title">
      <header>
        <h2 id="wire-title">{texts.wire}</h2>
        <button type="button" className="quiet" onClick={() => log.clear()}>
          {texts.clear}
        </button>
      </header>
      <p className="hint">{entries.length === 0 ? texts.wireEmpty : texts.wireHint}</p>
      <ol data-testid="wire" tabIndex={0} aria-label={texts.wire}>
        {entries.map(({ id, time, device, direction, summary, detail }) => (
          <li key={id} data-direction={direction}>
            <details>
              <summary>
                <span aria-label={direction}>{arrows[direction]}</span> <time>{time}</time> <b>{device}</b> {summary}
              </summary>
              {detail && <pre>{detail}</pre>}
            </details>
          </li>
        ))}
      </ol>
    </section>
  );
}
