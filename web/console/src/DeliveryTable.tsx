import { useWords } from "./session.js";
import { percentile, stagesOf, sumOf, sumsBy, type Sum } from "./summary.js";
import { TableCard } from "./TableCard.js";
import type { Analytics } from "./wire.js";

export interface DeliveryTableProps {
  analytics: Analytics;
  by: "start" | "type";
  interval: "hour" | "day";
}

/** The numbers of the chart, or those of the types. */
export function DeliveryTable({ analytics: { buckets, bounds_ms }, by, interval }: DeliveryTableProps) {
  const { texts, format } = useWords();
  const words = texts.delivery;
  const rows = sumsBy(buckets, by);
  const all = sumOf(buckets);
  const stages = stagesOf(all);
  // What happened last is what is looked for first.
  if (by === "start") rows.reverse();
  const time = (counts: readonly number[], part: number): string => {
    const { ms, over } = percentile(bounds_ms, counts, part);
    return over ? words.over(format.duration(ms)) : format.duration(ms);
  };
  const cells = (sum: Sum): string[] => [
    ...stages.map((stage) => format.count(sum[stage])),
    format.count(sum.acted),
    format.percent(sum.received_within_minute, sum.created),
    format.percent(sum.received_within_hour, sum.created),
    ...(all.knowsPushes ? [time(sum.toPush, 0.5), time(sum.toPush, 0.95)] : []),
    time(sum.toReceive, 0.5),
    time(sum.toReceive, 0.95),
    time(sum.toRead, 0.5),
    time(sum.toRead, 0.95),
  ];
  const columns = [
    ...stages.map((stage) => words.stages[stage]),
    words.acted,
    words.minute,
    words.hour,
    ...[...(all.knowsPushes ? [words.toPush] : []), words.toReceive, words.toRead].flatMap((name) => [`${name}, p50`, `${name}, p95`]),
  ];
  const row = (sum: Sum) =>
    cells(sum).map((cell, at) => (
      <td key={columns[at]} className="number">
        {cell}
      </td>
    ));
  return (
    <TableCard caption={by === "type" ? words.byType : words.table} hint={by === "start" && interval === "day" ? words.days : undefined}>
      <thead>
        <tr>
          <th scope="col">{by === "type" ? texts.type : words.start}</th>
          {columns.map((name) => (
            <th key={name} scope="col" className="number">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ key, sum }) => (
          <tr key={key}>
            <th scope="row">
              {by === "type" ? key : <time dateTime={key}>{format.bucket(key, interval)}</time>}
              {by === "start" && !sum.complete && <span className="hint"> {words.partial}</span>}
            </th>
            {row(sum)}
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">{words.total}</th>
          {row(all)}
        </tr>
      </tfoot>
    </TableCard>
  );
}
