import { useEffect, useRef } from "react";
import uPlot from "uplot";
import { useWords, type Words } from "./session.js";
import { seriesOf, stages, sumOf } from "./summary.js";
import type { Analytics } from "./wire.js";

export interface TimeChartProps {
  analytics: Analytics;
  interval: "hour" | "day";
}

const HeightPx = 260;

/** Told apart without colours too. */
const dashes: Record<(typeof stages)[number], number[]> = { created: [], received: [8, 4], seen: [2, 4], read: [10, 4, 2, 4] };

/** How many over time. What it shows is in the table as well, so that nobody needs it. */
export function TimeChart({ analytics, interval }: TimeChartProps) {
  const words = useWords();
  const host = useRef<HTMLDivElement>(null);
  const texts = words.texts.delivery;
  const sum = sumOf(analytics.buckets);

  useEffect(() => {
    const element = host.current;
    // A browser may refuse canvases, against fingerprinting.
    if (!element || !document.createElement("canvas").getContext("2d")) return;
    let chart: uPlot | undefined;
    const draw = (): void => {
      chart?.destroy();
      chart = drawChart(element, analytics, interval, words);
    };
    draw();
    const scheme = matchMedia("(prefers-color-scheme: dark)");
    scheme.addEventListener("change", draw);
    const resized = new ResizeObserver(() => chart?.setSize({ width: element.clientWidth, height: HeightPx }));
    resized.observe(element);
    return () => {
      scheme.removeEventListener("change", draw);
      resized.disconnect();
      chart?.destroy();
    };
  }, [analytics, interval, words]);

  return (
    <section className="card">
      <h2>{texts.chart}</h2>
      <div ref={host} className="chart" role="img" aria-label={texts.chartLabel(words.format.count(sum.created), words.format.count(sum.received))} />
    </section>
  );
}

function drawChart(element: HTMLElement, analytics: Analytics, interval: "hour" | "day", { texts, format }: Words): uPlot {
  const { times, values } = seriesOf(analytics);
  const colour = colourIn(element);
  const axis = { stroke: colour("--faint"), grid: { stroke: colour("--line"), width: 1 }, ticks: { stroke: colour("--line") } };
  const written = (seconds: number): string => format.bucket(new Date(seconds * 1_000).toISOString(), interval);
  return new uPlot(
    {
      width: element.clientWidth,
      height: HeightPx,
      // Room for the half of the last time that is to the right of its place.
      padding: [null, 48, null, null],
      scales: { y: { range: (_, __, max) => [0, Math.max(1, max)] } },
      axes: [
        { ...axis, space: 120, values: (_, splits) => splits.map(written) },
        { ...axis, values: (_, splits) => splits.map((value) => (Number.isInteger(value) ? format.count(value) : "")) },
      ],
      series: [
        { label: texts.delivery.start, value: (_, seconds) => (seconds === null ? "-" : written(seconds)) },
        ...stages.map((stage) => ({
          label: texts.delivery.stages[stage],
          stroke: colour(`--stage-${stage}`),
          dash: dashes[stage],
          width: 2,
          points: { fill: colour("--card") },
          value: (_: uPlot, value: number | null) => (value === null ? "-" : format.count(value)),
        })),
      ],
    },
    [times, ...stages.map((stage) => values[stage])],
    element,
  );
}

/** A canvas takes no custom properties, and none of `light-dark()`: the browser says what they come to. */
function colourIn(element: HTMLElement): (property: string) => string {
  return (property) => {
    const probe = document.createElement("span");
    probe.style.color = `var(${property})`;
    element.append(probe);
    const { color } = getComputedStyle(probe);
    probe.remove();
    return color;
  };
}
