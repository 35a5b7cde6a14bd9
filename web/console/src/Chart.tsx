import { useEffect, useRef } from "react";
import uPlot from "uplot";

export interface Drawing {
  options: Omit<uPlot.Options, "width" | "height">;
  data: uPlot.AlignedData;
}

export interface Ink {
  /** What a custom property of the page comes to. */
  colour(property: string): string;
  /** How every axis looks. */
  axis: uPlot.Axis;
}

export interface ChartProps {
  title: string;
  /** What it shows, and where its numbers are in words: nobody needs the picture. */
  label: string;
  /** Another one is drawn anew. */
  draw: (ink: Ink) => Drawing;
}

const HeightPx = 260;

/** A chart in the colours of the page, as wide as there is room. */
export function Chart({ title, label, draw }: ChartProps) {
  const host = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const element = host.current;
    // A browser may refuse canvases, against fingerprinting.
    if (!element || !document.createElement("canvas").getContext("2d")) return;
    let chart: uPlot | undefined;
    const show = (): void => {
      chart?.destroy();
      const { options, data } = draw(inkOf(element));
      chart = new uPlot({ ...options, width: element.clientWidth, height: HeightPx }, data, element);
    };
    show();
    const scheme = matchMedia("(prefers-color-scheme: dark)");
    scheme.addEventListener("change", show);
    const resized = new ResizeObserver(() => chart?.setSize({ width: element.clientWidth, height: HeightPx }));
    resized.observe(element);
    return () => {
      scheme.removeEventListener("change", show);
      resized.disconnect();
      chart?.destroy();
    };
  }, [draw]);

  return (
    <section className="card">
      <h2>{title}</h2>
      <div ref={host} className="chart" role="img" aria-label={label} />
    </section>
  );
}

/** A canvas takes no custom properties, and none of `light-dark()`: the browser says what they come to. */
function inkOf(element: HTMLElement): Ink {
  const colour = (property: string): string => {
    const probe = document.createElement("span");
    probe.style.color = `var(${property})`;
    element.append(probe);
    const { color } = getComputedStyle(probe);
    probe.remove();
    return color;
  };
  return { colour, axis: { stroke: colour("--faint"), grid: { stroke: colour("--line"), width: 1 }, ticks: { stroke: colour("--line") } } };
}
