/**
 * @file The outcomes as a picture: a group of rows for each task, a row for each contender, and times along one logarithmic axis. A dot is a
 * median, its line the quartiles, a hollow dot a wrong result; the dashed line is the least that the device needs.
 */
import { floorMs, type Outcome, type Timing } from "./outcome.ts";
import type { BenchReport } from "./report-json.ts";
import { digits, titleOf } from "./report-table.ts";

const colors = { heed: "#1f6f8b", peer: "#e8a33d", back: "#f3f1ea", grid: "#ffffff", floor: "#9b3d3d", ink: "#3b3a36" };
const plot = { left: 88, width: 560, right: 92, top: 76, row: 18, title: 24, gap: 10, bottom: 30 };

interface Scale {
  x(ms: number): number;
  /** Powers of ten, in milliseconds. */
  readonly decades: readonly number[];
}

const tidy = (value: number): string => String(Number(value.toFixed(1)));
const escaped = (content: string): string => content.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
const text = (x: number, y: number, content: string, more = ""): string => `<text x="${tidy(x)}" y="${tidy(y)}"${more}>${escaped(content)}</text>`;

const heightOf = ({ timings }: Outcome): number => plot.title + timings.length * plot.row + plot.gap;

/** The picture as a whole SVG document, ending in a newline. */
export function drawOutcomes({ machine, outcomes }: BenchReport): string {
  const drawn = outcomes.filter(({ timings }) => timings.length > 0);
  const scale = scaleOf(drawn);
  const width = plot.left + plot.width + plot.right;
  const height = plot.top + drawn.reduce((sum, outcome) => sum + heightOf(outcome), 0) + plot.bottom;
  let y = plot.top;
  const groups = drawn.flatMap((outcome) => {
    const lines = drawGroup(outcome, scale, y);
    y += heightOf(outcome);
    return lines;
  });
  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ` +
      `font-family="sans-serif" font-size="11" fill="${colors.ink}">`,
    `<rect width="100%" height="100%" fill="#ffffff"/>`,
    text(16, 20, "Time of attention, milliseconds", ` font-size="14"`),
    text(16, 38, "Median and quartiles; hollow: the result is wrong; dashed: the device's own multiply-adds, or its reading, and nothing else."),
    text(16, 54, `${machine.adapter}; ${machine.processor}; Node ${machine.node}`),
    ...groups,
    ...scale.decades.map((ms) => text(scale.x(ms), y + 8, ms.toLocaleString("en-US"), ` text-anchor="middle"`)),
    "</svg>",
  ];
  return lines.map((line) => `${line}\n`).join("");
}

function scaleOf(outcomes: readonly Outcome[]): Scale {
  const all = outcomes.flatMap((outcome) => [floorMs(outcome), ...outcome.timings.flatMap(({ times }) => [times.lower, times.upper])]);
  const low = Math.floor(Math.log10(Math.min(...all, 1)));
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...all, 1))));
  return {
    decades: Array.from({ length: high - low + 1 }, (_, i) => 10 ** (low + i)),
    x: (ms) => plot.left + ((Math.log10(ms) - low) / (high - low)) * plot.width,
  };
}

function drawGroup(outcome: Outcome, scale: Scale, top: number): string[] {
  const sorted = [...outcome.timings].sort((a, b) => a.times.median - b.times.median);
  const [from, height] = [top + plot.title - 6, sorted.length * plot.row];
  const floor = scale.x(floorMs(outcome));
  return [
    text(16, top + plot.title - 12, titleOf(outcome), ` font-weight="bold"`),
    `<rect x="${plot.left}" y="${from}" width="${plot.width}" height="${height}" fill="${colors.back}"/>`,
    ...scale.decades.map((ms) => `<path d="M${tidy(scale.x(ms))} ${from}v${height}" stroke="${colors.grid}"/>`),
    `<path d="M${tidy(floor)} ${from}v${height}" stroke="${colors.floor}" stroke-dasharray="3 3"/>`,
    ...sorted.flatMap((timing, i) => drawRow(timing, scale, from + (i + 0.5) * plot.row)),
  ];
}

function drawRow({ name, times, verdict }: Timing, scale: Scale, y: number): string[] {
  const color = name === "heed" || name === "beside" ? colors.heed : colors.peer;
  const fill = verdict.isRight ? color : "#ffffff";
  return [
    text(plot.left - 8, y + 4, name, ` text-anchor="end"`),
    `<path d="M${tidy(scale.x(times.lower))} ${tidy(y)}H${tidy(scale.x(times.upper))}" stroke="${color}" stroke-width="3" stroke-opacity="0.5"/>`,
    `<circle cx="${tidy(scale.x(times.median))}" cy="${tidy(y)}" r="4" fill="${fill}" stroke="${color}" stroke-width="1.5"/>`,
    text(plot.left + plot.width + 8, y + 4, `${digits(times.median)}${verdict.isRight ? "" : ", wrong"}`),
  ];
}
