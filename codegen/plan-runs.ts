/** @file The WGSL that finds the runs of a block row in a plan, whose layout src/plan/block-plan.ts describes; for every kernel that reads plans. */
import type { Writer } from "./writer.ts";

/** Names that {@link writeRuns} gives to its values. */
export const runNames: readonly string[] = "plan_table plan_row plan_list segment segment_end middle plan_step run".split(" ");

/**
 * The runs of block row `q_block` in the table whose place is at `table`, ascending. `body` is the body of the loop over them; `first` and
 * `end` are the texts of a run's two words at this row.
 */
export function writeRuns(plan: string, table: string, writer: Writer, body: (first: string, end: string) => void): void {
  writer.line("// The segment of the plan that holds this block row; its runs move by a step from row to row.");
  writer.line(`let plan_table = ${plan}[${table}];`);
  writer.line(`let plan_row = q_block / ${plan}[plan_table];`, `let plan_list = plan_table + 1u + q_block % ${plan}[plan_table];`);
  writer.line(`var segment = ${plan}[plan_list];`, `var segment_end = ${plan}[plan_list + 1u];`);
  writer.block("while (segment_end - segment > 2u)", () => {
    writer.line("let middle = segment + (segment_end - segment) / 4u * 2u;");
    writer.line(`if (${plan}[middle] <= plan_row) { segment = middle; } else { segment_end = middle; }`);
  });
  writer.line(`let plan_step = plan_row - ${plan}[segment];`);
  writer.block(`for (var run = ${plan}[segment + 1u]; run < ${plan}[segment + 3u]; run += 4u)`, () => {
    body(`${plan}[run] + plan_step * ${plan}[run + 2u]`, `${plan}[run + 1u] + plan_step * ${plan}[run + 3u]`);
  });
}
