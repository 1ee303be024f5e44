/** @file A plan as a small SVG picture: blocks by kind, a legend with the counts, and the block and key ranges as hover text. */
import { countBlocks, gridOf, type BlockPlan, type RowGroup } from "./block-plan.ts";
import { percent } from "./draw.ts";
import { groupTitle, samplePlan, shownGroups, type CellKind } from "./sample-plan.ts";

export interface DrawSvgOptions {
  /** A line above the picture. */
  readonly title?: string | undefined;
  /** Pixels along a picture's wider side (256). */
  readonly size?: number | undefined;
  /** Cells along a picture's side; a larger grid is drawn coarser (128). */
  readonly maxCells?: number | undefined;
  /** One batch and head; else those that differ stand side by side, up to 8. */
  readonly b?: number | undefined;
  readonly h?: number | undefined;
}

const colors: Readonly<Record<CellKind, string>> = { full: "#1f6f8b", partial: "#e8a33d", empty: "#f3f1ea" };
const ink = "#3b3a36";
const gap = 16;
const mostGroups = 8;

/** A single row of queries is still to be seen. */
const thinnest = 12;

const escape = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
const text = (x: number, y: number, content: string): string => `<text x="${x}" y="${y}">${escape(content)}</text>`;
const tidy = (x: number): number => Number(x.toFixed(2));

/** The picture as a whole SVG document, ending in a newline. */
export function drawSvg(plan: BlockPlan, options: DrawSvgOptions = {}): string {
  const { title, size = 256, maxCells = 128, b, h } = options;
  const { shown, left } = shownGroups(plan, mostGroups, { b, h });
  const side = (length: number): number => tidy(Math.max(thinnest, (size * length) / Math.max(1, plan.qLen, plan.kvLen)));
  const [width, height] = [side(plan.kvLen), side(plan.qLen)];
  const head = (title ? 20 : 0) + (shown.some(groupTitle) ? 18 : 0) + 8;
  const pictures = shown.flatMap((group, i) => [
    `<g transform="translate(${tidy(gap + i * (width + gap))} ${head})">`,
    ...(groupTitle(group) ? [text(0, -6, groupTitle(group))] : []),
    `<rect width="${width}" height="${height}" fill="${colors.empty}"/>`,
    ...drawCells(plan, group, maxCells, width / plan.kvLen, height / plan.qLen),
    `<rect width="${width}" height="${height}" fill="none" stroke="${ink}"/>`,
    "</g>",
  ]);
  const legend = drawLegend(plan, head + height + 20, left);
  const total = [Math.max(400, Math.ceil(gap + shown.length * (width + gap))), Math.ceil(head + height + legend.height)];
  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${total[0]}" height="${total[1]}" viewBox="0 0 ${total.join(" ")}" ` +
      `font-family="sans-serif" font-size="12" fill="${ink}">`,
    `<rect width="100%" height="100%" fill="#ffffff"/>`,
    ...(title ? [text(gap, 18, title)] : []),
    ...pictures,
    ...legend.lines,
    "</svg>",
  ];
  return lines.map((line) => `${line}\n`).join("");
}

/** One rectangle per stretch of like cells in a row, with what it covers as hover text. */
function drawCells(plan: BlockPlan, { b = 0, h = 0 }: RowGroup, maxCells: number, wideUnit: number, tallUnit: number): string[] {
  const { scale, cells } = samplePlan(plan, b, h, maxCells);
  const [tall, wide] = [plan.block[0] * scale, plan.block[1] * scale];
  return cells.flatMap((row, r) => {
    const [q0, q1] = [r * tall, Math.min(plan.qLen, (r + 1) * tall)];
    return stretches(row).map(({ kind, first, end }) => {
      const [k0, k1] = [first * wide, Math.min(plan.kvLen, end * wide)];
      const [x, y] = [tidy(k0 * wideUnit), tidy(q0 * tallUnit)];
      const place = `x="${x}" y="${y}" width="${tidy((k1 - k0) * wideUnit)}" height="${tidy((q1 - q0) * tallUnit)}"`;
      return `<rect ${place} fill="${colors[kind]}"><title>${kind}: q ${q0}–${q1 - 1}, kv ${k0}–${k1 - 1}</title></rect>`;
    });
  });
}

function stretches(row: readonly CellKind[]): { kind: CellKind; first: number; end: number }[] {
  const starts = row.flatMap((kind, c) => (kind === row[c - 1] ? [] : [c]));
  return starts.map((first, i) => ({ kind: row[first]!, first, end: starts[i + 1] ?? row.length })).filter(({ kind }) => kind !== "empty");
}

function drawLegend(plan: BlockPlan, y: number, left: number): { lines: string[]; height: number } {
  const counts = countBlocks(plan);
  const { rows, columns } = gridOf(plan);
  const keys = (["full", "partial", "empty"] as const).flatMap((kind, i) => [
    `<rect x="${gap + i * 125}" y="${tidy(y - 10)}" width="10" height="10" fill="${colors[kind]}" stroke="${ink}" stroke-width="0.5"/>`,
    text(gap + 15 + i * 125, tidy(y), `${kind} ${counts[kind]}`),
  ]);
  const more = left > 0 ? `; ${left} more heads that differ` : "";
  const facts = `${rows} × ${columns} blocks of ${plan.block.join(" × ")}, density ${percent(counts.density)}${more}`;
  return { lines: [...keys, text(gap, tidy(y + 18), facts)], height: 48 };
}
