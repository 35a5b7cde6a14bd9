import { useWords } from "./session.js";
import { deviceKinds, percentile, type Percentile, type Sum } from "./summary.js";

/** Success rates, times and devices. */
export function DeliveryFigures({ sum, bounds }: { sum: Sum; bounds: readonly number[] }) {
  const { texts, format } = useWords();
  const words = texts.delivery;
  const write = ({ ms, over }: Percentile): string => (over ? words.over(format.duration(ms)) : format.duration(ms));
  const times = (counts: readonly number[]): string =>
    `${words.p50} ${write(percentile(bounds, counts, 0.5))}, ${words.p95} ${write(percentile(bounds, counts, 0.95))}`;
  const { connected } = sum;
  const rules = Object.entries(sum.suppressedBy).map(([rule, count]) => `${rule}: ${format.count(count)}`);
  const ofConnected = (part: number): string =>
    connected.connected > 0 ? `${format.percent(part, connected.connected)} (${words.sample(format.count(connected.connected), format.count(connected.asked))})` : "-";
  // Of what was pushed nothing is known to an older server.
  const pushed: [string, string][] = [
    [words.connectedMinute, ofConnected(connected.received_within_minute)],
    [words.connectedHour, ofConnected(connected.received_within_hour)],
    [words.toPush, times(sum.toPush)],
    [words.silenced, [format.percent(sum.suppressed, sum.pushed), ...rules].join(", ")],
    [words.expired, format.percent(sum.expired_unread, sum.created)],
  ];
  const figures: [string, string][] = [
    ...(sum.knowsPushes ? pushed : []),
    [words.minute, format.percent(sum.received_within_minute, sum.created)],
    [words.hour, format.percent(sum.received_within_hour, sum.created)],
    [words.shown, format.percent(sum.shown, sum.received)],
    // Not of those read: one that was acted on and taken back since is none of them, and the part could be more than all.
    [words.actedOf, format.percent(sum.acted, sum.created)],
    [words.toReceive, times(sum.toReceive)],
    [words.toRead, times(sum.toRead)],
    [
      words.devices,
      deviceKinds
        .filter((kind) => sum.receivedBy[kind] > 0)
        .map((kind) => `${words.kinds[kind]}: ${format.count(sum.receivedBy[kind])}`)
        .join(", ") || "-",
    ],
  ];
  return (
    <section className="card" aria-labelledby="figures">
      <h2 id="figures">{words.rates}</h2>
      <dl className="figures">
        {figures.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
