/** @file A plan as text for a terminal: a frame around the blocks, what the signs mean, and the counts. */
import { countBlocks, gridOf, type BlockPlan } from "./block-plan.ts";
import { groupTitle, samplePlan, shownGroups, type CellKind, type ShownGroup } from "./sample-plan.ts";

export interface DrawTextOptions {
  /** Colours by ANSI codes (no). */
  readonly color?: boolean | undefined;
  /** Characters a line may have (100). */
  readonly maxWidth?: number | undefined;
  /** One batch and head; else those that differ are drawn below each other, up to 8. */
  readonly b?: number | undefined;
  readonly h?: number | undefined;
}

const signs: Readonly<Record<CellKind, { text: string; code: string }>> = {
  full: { text: "██", code: "36" },
  partial: { text: "░░", code: "33" },
  empty: { text: "  ", code: "" },
};

const mostGroups = 8;

/** The picture, ending in a newline. */
export function drawText(plan: BlockPlan, options: DrawTextOptions = {}): string {
  const { color = false, maxWidth = 100, b, h } = options;
  const paint = (kind: CellKind): string =>
    color && signs[kind].code ? `\u001B[${signs[kind].code}m${signs[kind].text}\u001B[0m` : signs[kind].text;
  const { shown, left } = shownGroups(plan, mostGroups, { b, h });
  const counts = countBlocks(plan);
  const lines = [
    ...shown.flatMap((group) => drawGroup(plan, group, Math.max(1, Math.floor((maxWidth - 2) / 2)), paint)),
    ...(left > 0 ? [`… and ${left} more that differ`] : []),
    `${paint("full")} full ${counts.full}   ${paint("partial")} partial ${counts.partial}   ` +
      `empty ${counts.empty}   density ${percent(counts.density)}`,
  ];
  return lines.map((line) => `${line}\n`).join("");
}

function drawGroup(plan: BlockPlan, group: ShownGroup, most: number, paint: (kind: CellKind) => string): string[] {
  const { scale, cells } = samplePlan(plan, group.b ?? 0, group.h ?? 0, most);
  const { rows, columns } = gridOf(plan);
  const bar = "─".repeat(2 * Math.ceil(columns / scale));
  const title = [
    groupTitle(group),
    `${rows} × ${columns} blocks of ${plan.block.join(" × ")}`,
    scale > 1 ? `one cell is ${scale} × ${scale} blocks` : "",
  ];
  return [title.filter(Boolean).join("; "), `┌${bar}┐`, ...cells.map((row) => `│${row.map(paint).join("")}│`), `└${bar}┘`];
}

/** A share with three digits that matter: `50.4 %`. */
export function percent(share: number): string {
  return `${Number((100 * share).toPrecision(3))} %`;
}
