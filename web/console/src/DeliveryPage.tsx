import { useState } from "react";
import { DeliveryFigures } from "./DeliveryFigures.js";
import { DeliveryTable } from "./DeliveryTable.js";
import { Failure } from "./Failure.js";
import { Funnel } from "./Funnel.js";
import { Reload } from "./Reload.js";
import { useApi, useWords } from "./session.js";
import { periodOf, ranges, sumOf, type Range } from "./summary.js";
import { TimeChart } from "./TimeChart.js";
import { useLoad } from "./useLoad.js";

/** How much of what was sent came where it should, and how fast. */
export default function DeliveryPage() {
  const { texts } = useWords();
  const api = useApi();
  const [range, setRange] = useState<Range>("24h");
  const [type, setType] = useState("");
  // Those of the time without a filter, so that another one can be chosen.
  const [types, setTypes] = useState<readonly string[]>([]);
  const loaded = useLoad(`${range} ${type}`, async (signal) => {
    const period = periodOf(range, Date.now());
    const analytics = await api.analytics({ ...period, type }, signal);
    if (!type) setTypes([...new Set(analytics.buckets.map((bucket) => bucket.type))].sort());
    return { analytics, interval: period.interval };
  });
  const { data, error } = loaded;
  const words = texts.delivery;
  return (
    <>
      <div className="row tools">
        <label>
          {words.range}
          <select value={range} onChange={(event) => setRange(event.target.value as Range)}>
            {ranges.map((name) => (
              <option key={name} value={name}>
                {words.ranges[name]}
              </option>
            ))}
          </select>
        </label>
        <label>
          {texts.type}
          <select value={type} onChange={(event) => setType(event.target.value)}>
            <option value="">{texts.all}</option>
            {types.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        <Reload of={loaded} />
      </div>
      <Failure error={error} />
      {data &&
        (data.analytics.buckets.length === 0 ? (
          <p>{words.nothing}</p>
        ) : (
          <div className="stack">
            <div className="two">
              <Funnel sum={sumOf(data.analytics.buckets)} />
              <DeliveryFigures sum={sumOf(data.analytics.buckets)} bounds={data.analytics.bounds_ms} />
            </div>
            <TimeChart analytics={data.analytics} interval={data.interval} />
            <DeliveryTable analytics={data.analytics} by="type" interval={data.interval} />
            <DeliveryTable analytics={data.analytics} by="start" interval={data.interval} />
          </div>
        ))}
    </>
  );
}
