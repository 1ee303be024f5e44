/**
 * @file What a lane writes of its rows: `out = accumulator / sum`, `lse = max + log(sum)`; a row without keys is 0 and −∞. The largest score of
 * any other adds 1 to the sum. In decode these are parts of a row, one for each split and team.
 */
import { each } from "../registers.ts";
import type { Writer } from "../writer.ts";
import type { ForwardKernel, Tile } from "./kernel.ts";
import { columnOf, writeWhichRow } from "./rows.ts";

/** The pipeline constant that is true in shards: a row may be without keys there that has some in the whole. */
const shardConstant = "IS_SHARD";

/** The pipeline constant of a kernel that needs to know of shards: the one that leaves out the guard against rows without keys. */
export const shardConstantOf = ({ guards, phase }: Pick<ForwardKernel, "guards" | "phase">): string | undefined =>
  phase === "prefill" && !guards.emptyRow ? shardConstant : undefined;

export function writeResults(kernel: ForwardKernel, tile: Tile, writer: Writer): void {
  const { layout, dtype, phase } = kernel;
  const isDecode = phase === "decode";
  const out = isDecode ? layout.storage("parts", "f32", "read_write") : layout.storage("out", dtype, "read_write");
  const lse = isDecode ? layout.storage("part_lse", "f32", "read_write") : layout.storage("lse", "f32", "read_write");
  // A part of a row may have no keys where the row has some.
  const shard = shardConstantOf(kernel);
  if (shard) writer.line("// No row is without a key that is allowed, and no score is minus infinity: both proved, but for shards of the keys.");
  writeTotal(tile, writer);
  each(writer, [tile.seldomRows], (r) => {
    writer.block("", () => {
      writeWhichRow(kernel, r, writer);
      writer.block("if (is_row)", () => {
        writer.line(`let is_dead = ${shard ? `${shard} && ` : ""}${tile.rowSum.at(r)} == 0.0;`);
        writer.line(`let inverse = select(1.0 / ${tile.rowSum.at(r)}, 0.0, is_dead);`);
        writePlaceOfRow(kernel, writer);
        writeOut(kernel, tile, r, out, writer);
        const sum = `select(${tile.rowMax.at(r)} + heed_log_sum(${tile.rowSum.at(r)}), ${tile.rowMax.at(r)}, ${tile.rowMax.at(r)} == call.inf)`;
        writer.line(`let sum_lse = ${sum} + ${tile.rowNan.at(r)};`);
        const write = `${lse}[lse_at] = select(sum_lse, -call.inf, is_dead);`;
        writer.line(kernel.schedule.lanesPerRow > 1 ? `if (lane_in_row == 0u) { ${write} }` : write);
      });
    });
  });
}

/** The accumulators of rows that are apart, beside what was poisoned. */
function writeTotal({ rows, seldomColumns, isApart, total, accumulator }: Tile, writer: Writer): void {
  if (!isApart) return;
  each(writer, [seldomColumns], (c) => each(writer, [rows], (r) => writer.line(`${total.at(r, c)} += ${accumulator.at(r, c)};`)));
}

function writePlaceOfRow({ phase, schedule }: ForwardKernel, writer: Writer): void {
  const row = "(batch * u32(Hq) + row_head) * u32(call.Sq) + row_q";
  if (phase === "prefill") {
    writer.line("let out_at = batch * call.out_batch + row_head * call.out_head + row_q * call.out_row;", `let lse_at = ${row};`);
    return;
  }
  const part = schedule.teams > 1 ? "(split * TEAMS + team)" : "split";
  writer.line(`let lse_at = ${part} * u32(call.B) * u32(Hq) * u32(call.Sq) + ${row};`, "let out_at = lse_at * u32(Dv);");
}

function writeOut(kernel: ForwardKernel, tile: Tile, r: string, out: string, writer: Writer): void {
  const { phase, dtype } = kernel;
  const stride = phase === "prefill" ? " * call.out_column" : "";
  const type = phase === "prefill" ? dtype : "f32";
  each(writer, [tile.seldomColumns], (c) => {
    writer.block("", () => {
      writer.line(`let column = ${columnOf(c, kernel)};`, `let columns = ${tile.total.at(r, c)} * inverse;`);
      writer.block("for (var i = 0u; i < 4u && column + i < u32(Dv); i++)", () => {
        writer.line(`${out}[out_at + (column + i)${stride}] = ${type}(columns[i]);`);
      });
    });
  });
}
