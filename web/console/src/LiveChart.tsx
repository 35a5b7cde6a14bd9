import { useCallback } from "react";
import { Chart, type Drawing, type Ink } from "./Chart.js";
import { useWords } from "./session.js";
import type { Live } from "./wire.js";

/** Told apart without colours too; times have an axis of their own, to the right. */
const lines = [
  { name: "p50", member: "p50_ms", colour: "--stage-read", dash: [8, 4] },
  { name: "p95", member: "p95_ms", colour: "--stage-seen", dash: [2, 4] },
  { name: "lag", member: "lag_ms", colour: "--stage-created", dash: [10, 4, 2, 4] },
] as const;

const PointSeconds = 10;

/** Pushes a second and how fast they were, over the last minutes. */
export function LiveChart({ live }: { live: Live }) {
  const { texts, format } = useWords();
  const words = texts.live;
  const draw = useCallback(
    ({ colour, axis }: Ink): Drawing => {
      const { series } = live;
      const written = (seconds: number): string => format.clock(new Date(seconds * 1_000).toISOString());
      const line = (name: string, property: string, dash: readonly number[], scale: string, write: (value: number) => string) => ({
        label: name,
        scale,
        stroke: colour(property),
        dash: [...dash],
        width: 2,
        points: { fill: colour("--card") },
        value: (_: unknown, value: number | null) => (value === null ? "-" : write(value)),
      });
      return {
        options: {
          padding: [null, 24, null, null],
          scales: { y: { range: (_, __, max) => [0, Math.max(1, max)] }, ms: { range: (_, __, max) => [0, Math.max(100, max)] } },
          axes: [
            { ...axis, space: 100, values: (_, splits) => splits.map(written) },
            { ...axis, values: (_, splits) => splits.map((value) => format.count(value)) },
            { ...axis, scale: "ms", side: 1, size: 80, grid: { show: false }, values: (_, splits) => splits.map((value) => format.duration(value)) },
          ],
          series: [
            { label: texts.delivery.start, value: (_, seconds) => (seconds === null ? "-" : written(seconds)) },
            line(words.rate, "--stage-received", [], "y", format.count),
            ...lines.map(({ name, colour: property, dash }) => line(words[name], property, dash, "ms", format.duration)),
          ],
        },
        data: [
          series.map(({ start }) => Date.parse(start) / 1_000),
          series.map(({ pushes }) => pushes / PointSeconds),
          ...lines.map(({ member }) => series.map((point) => point[member])),
        ],
      };
    },
    [live, texts, words, format],
  );
  return (
    <Chart title={words.chart} label={words.chartLabel(format.count(live.pushes_per_second), format.duration(live.latency.p95_ms))} draw={draw} />
  );
}
