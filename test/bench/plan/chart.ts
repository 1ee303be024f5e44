/** @file The times by length as a picture: a panel for each mask, both axes logarithmic, with the first plan of a process beside. */
import { ms, type MaskResult, type Result } from "./result.ts";

const colors = { warm: "#1f6f8b", first: "#e8a33d", back: "#f3f1ea", grid: "#ffffff", guide: "#b9b4a6", ink: "#3b3a36" };
const panel = { width: 176, height: 120, gapX: 20, gapY: 44, columns: 5 };
const margin = { left: 56, top: 80, right: 16, bottom: 40 };

interface Scale {
  x(k: number): number;
  y(time: number): number;
  readonly ks: readonly number[];
  /** Powers of ten, in milliseconds. */
  readonly decades: readonly number[];
}

const tidy = (value: number): string => String(Number(value.toFixed(1)));
const text = (x: number, y: number, content: string, more = ""): string => `<text x="${tidy(x)}" y="${tidy(y)}"${more}>${content}</text>`;

/** The picture as a whole SVG document, ending in a newline. */
export function chart({ masks, longest, machine }: Result): string {
  const scale = scaleOf(masks);
  const rows = Math.ceil(masks.length / panel.columns);
  const width = margin.left + panel.columns * (panel.width + panel.gapX) - panel.gapX + margin.right;
  const height = margin.top + rows * (panel.height + panel.gapY) - panel.gapY + margin.bottom;
  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ` +
      `font-family="sans-serif" font-size="11" fill="${colors.ink}">`,
    `<rect width="100%" height="100%" fill="#ffffff"/>`,
    text(16, 20, "Time of a block plan by tokens, blocks of 128", ` font-size="14"`),
    text(
      16,
      38,
      `Milliseconds: median and range of warm runs; the dot is the first plan of a process at 2^${longest}; dashed: in step with the tokens.`,
    ),
    text(16, 54, `${machine}.`),
    ...masks.flatMap((mask, i) => drawPanel(mask, scale, i % panel.columns, Math.floor(i / panel.columns))),
    "</svg>",
  ];
  return lines.map((line) => `${line}\n`).join("");
}

function scaleOf(masks: readonly MaskResult[]): Scale {
  const ks = [...new Set(masks.flatMap(({ cold, warm }) => [...(cold ? [cold.k] : []), ...warm.map(({ k }) => k)]))].sort((a, b) => a - b);
  const times = masks.flatMap(({ cold, warm }) => [...(cold ? [cold.ms] : []), ...warm.flatMap(({ times: { least, most } }) => [least, most])]);
  const [low, high] = [Math.floor(Math.log10(Math.min(...times))), Math.ceil(Math.log10(Math.max(...times)))];
  const [first, last] = [ks[0]!, ks.at(-1)!];
  return {
    ks,
    decades: Array.from({ length: high - low + 1 }, (_, i) => 10 ** (low + i)),
    x: (k) => 8 + ((k - first) / Math.max(1, last - first)) * (panel.width - 16),
    y: (time) => panel.height - ((Math.log10(time) - low) / Math.max(1, high - low)) * panel.height,
  };
}

function drawPanel({ name, cold, warm }: MaskResult, scale: Scale, column: number, row: number): string[] {
  const { x, y, decades, ks } = scale;
  const points = (time: (times: (typeof warm)[0]["times"]) => number): string[] =>
    warm.map(({ k, times }) => `${tidy(x(k))},${tidy(y(time(times)))}`);
  const band = [...points(({ most }) => most), ...points(({ least }) => least).reverse()];
  const longest = warm.at(-1);
  return [
    `<g transform="translate(${margin.left + column * (panel.width + panel.gapX)} ${margin.top + row * (panel.height + panel.gapY)})">`,
    text(0, -6, longest ? `${name}: ${ms(longest.times.median)} ms` : name),
    `<rect width="${panel.width}" height="${panel.height}" fill="${colors.back}"/>`,
    ...decades.map((time) => `<path d="M0 ${tidy(y(time))}h${panel.width}" stroke="${colors.grid}"/>`),
    ...(column === 0 ? decades.map((time) => text(-6, y(time) + 4, time.toLocaleString("en-US"), ` text-anchor="end"`)) : []),
    ...ks.filter((k) => k % 4 === 0).map((k) => text(x(k), panel.height + 14, `2^${k}`, ` text-anchor="middle"`)),
    ...(longest ? [guide(longest.k, longest.times.median, scale)] : []),
    `<polygon points="${band.join(" ")}" fill="${colors.warm}" fill-opacity="0.2"/>`,
    `<polyline points="${points(({ median }) => median).join(" ")}" fill="none" stroke="${colors.warm}" stroke-width="2"/>`,
    ...(cold
      ? [`<circle cx="${tidy(x(cold.k))}" cy="${tidy(y(cold.ms))}" r="4" fill="${colors.first}"><title>${ms(cold.ms)} ms</title></circle>`]
      : []),
    "</g>",
  ];
}

/** Half the tokens, half the time, from the longest length back to where the panel ends. */
function guide(k: number, time: number, { x, y, ks, decades }: Scale): string {
  const back = Math.min(k - ks[0]!, Math.log2(time / decades[0]!));
  const line = `M${tidy(x(k))} ${tidy(y(time))}L${tidy(x(k - back))} ${tidy(y(time / 2 ** back))}`;
  return `<path d="${line}" stroke="${colors.guide}" stroke-dasharray="3 3"/>`;
}
