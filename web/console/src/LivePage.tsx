import { Pair } from "./DeadLetterView.js";
import { Failure } from "./Failure.js";
import { LiveChart } from "./LiveChart.js";
import { useApi, useServices, useWords } from "./session.js";
import { TableCard } from "./TableCard.js";
import { usePolled } from "./usePolled.js";
import type { Live } from "./wire.js";

/** What happens now. */
export default function LivePage() {
  const { texts, format } = useWords();
  const api = useApi();
  const services = useServices();
  const polled = usePolled(async (signal) => {
    const [live, local] = await Promise.all([api.live(signal), services?.read(signal).catch(() => undefined)]);
    return { live, connections: local?.connections };
  });
  const { data, error, stopped } = polled;
  const words = texts.live;
  return (
    <>
      <p className="row">
        {data && <span>{words.of(format.count(data.live.minutes), format.time(data.live.at))}</span>}
        <button className="quiet" type="button" onClick={stopped ? polled.resume : polled.stop}>
          {stopped ? words.resume : words.pause}
        </button>
        <span role="status">{stopped ? words.paused : !data && error === undefined && texts.loading}</span>
      </p>
      <Failure error={error} notFound={words.tooOld} />
      {data && (
        <div className="stack">
          <Figures live={data.live} connections={data.connections} />
          <LiveChart live={data.live} />
          <LiveTable live={data.live} />
        </div>
      )}
    </>
  );
}

function Figures({ live, connections }: { live: Live; connections: number | null | undefined }) {
  const { texts, format } = useWords();
  const words = texts.live;
  return (
    <section className="card" aria-label={words.chart}>
      <dl className="figures">
        <Pair name={words.rate} value={format.count(live.pushes_per_second)} />
        <Pair name={words.latencyHalf} value={format.duration(live.latency.p50_ms)} />
        <Pair name={words.latencyMost} value={format.duration(live.latency.p95_ms)} />
        <Pair name={words.lag} value={format.duration(live.lag_ms)} />
        <Pair name={words.failed} value={format.count(live.failed)} />
        {live.rejected !== undefined && <Pair name={words.rejected} value={format.count(live.rejected)} />}
        <Pair name={words.instances} value={format.count(live.instances)} />
        {typeof connections === "number" && <Pair name={words.connections} value={format.count(connections)} />}
      </dl>
      {typeof connections !== "number" && <p className="hint">{words.elsewhere}</p>}
    </section>
  );
}

function LiveTable({ live }: { live: Live }) {
  const { texts, format } = useWords();
  const words = texts.live;
  return (
    <TableCard caption={words.table} columns={[texts.delivery.start, words.pushes, words.p50, words.p95, words.lag]}>
      <tbody>
        {[...live.series].reverse().map((point) => (
          <tr key={point.start}>
            <th scope="row">
              <time dateTime={point.start}>{format.clock(point.start)}</time>
            </th>
            <td>{format.count(point.pushes)}</td>
            <td>{format.duration(point.p50_ms)}</td>
            <td>{format.duration(point.p95_ms)}</td>
            <td>{format.duration(point.lag_ms)}</td>
          </tr>
        ))}
      </tbody>
    </TableCard>
  );
}
