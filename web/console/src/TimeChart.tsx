import { useCallback } from "react";
import { Chart, type Drawing, type Ink } from "./Chart.js";
import { useWords } from "./session.js";
import { seriesOf, stagesOf, sumOf, type Stage } from "./summary.js";
import type { Analytics } from "./wire.js";

export interface TimeChartProps {
  analytics: Analytics;
  interval: "hour" | "day";
}

/** Told apart without colours too. */
const dashes: Record<Stage, number[]> = { created: [], pushed: [14, 3], received: [8, 4], seen: [2, 4], read: [10, 4, 2, 4] };

/** How many over time. What it shows is in the table as well, so that nobody needs it. */
export function TimeChart({ analytics, interval }: TimeChartProps) {
  const { texts, format } = useWords();
  const words = texts.delivery;
  const sum = sumOf(analytics.buckets);
  const draw = useCallback(
    ({ colour, axis }: Ink): Drawing => {
      const stages = stagesOf(sumOf(analytics.buckets));
      const { times, values } = seriesOf(analytics);
      const written = (seconds: number): string => format.bucket(new Date(seconds * 1_000).toISOString(), interval);
      return {
        options: {
          // Room for the half of the last time that is to the right of its place.
          padding: [null, 48, null, null],
          scales: { y: { range: (_, __, max) => [0, Math.max(1, max)] } },
          axes: [
            { ...axis, space: 120, values: (_, splits) => splits.map(written) },
            { ...axis, values: (_, splits) => splits.map((value) => (Number.isInteger(value) ? format.count(value) : "")) },
          ],
          series: [
            { label: words.start, value: (_, seconds) => (seconds === null ? "-" : written(seconds)) },
            ...stages.map((stage) => ({
              label: words.stages[stage],
              stroke: colour(`--stage-${stage}`),
              dash: dashes[stage],
              width: 2,
              points: { fill: colour("--card") },
              value: (_: unknown, value: number | null) => (value === null ? "-" : format.count(value)),
            })),
          ],
        },
        data: [times, ...stages.map((stage) => values[stage])],
      };
    },
    [analytics, interval, words, format],
  );
  return <Chart title={words.chart} label={words.chartLabel(format.count(sum.created), format.count(sum.received))} draw={draw} />;
}
