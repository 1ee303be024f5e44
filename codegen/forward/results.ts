/**
 * @file What a lane writes of its rows: `out = accumulator / sum`, `lse = max + log(sum)`; a row without keys is 0 and −∞. The largest score of
 * any other adds 1 to the sum. In decode these are parts of a row, one for each split and team.
 */
import { each, type Index } from "../registers.ts";
import { vectorsPerLane } from "../schedule.ts";
import type { Writer } from "../writer.ts";
import type { ForwardKernel, Tile } from "./kernel.ts";
import { poisonOf } from "./poison.ts";
import { columnOf, eachColumnOfRows, writeWhichRow } from "./rows.ts";
import { sharesRows, writeSharedSums } from "./shared-rows.ts";

/** The pipeline constant that is true in shards: a row may be without keys there that has some in the whole. */
const shardConstant = "IS_SHARD";

/** The pipeline constant of a kernel that needs to know of shards: the one that leaves out the guard against rows without keys. */
export const shardConstantOf = ({ guards, phase }: Pick<ForwardKernel, "guards" | "phase">): string | undefined =>
  phase === "prefill" && !guards.emptyRow ? shardConstant : undefined;

export function writeResults(kernel: ForwardKernel, tile: Tile, writer: Writer): void {
  if (sharesRows(kernel.schedule)) writeSharedSums(tile, writer);
  // A part of a row may have no keys where the row has some.
  const shard = shardConstantOf(kernel);
  if (shard) writer.line("// Every row has a key with a score: proved, but for shards of the keys.");
  const isDead = (r: Index): string => `let is_dead = ${shard ? `${shard} && ` : ""}${tile.rowSum.at(r)} == 0.0;`;
  const row = (r: Index, columns: () => void): void =>
    writer.block("if (is_row)", () => {
      writer.line(isDead(r), `let inverse = select(1.0 / ${tile.rowSum.at(r)}, 0.0, is_dead);`, `let out_at = ${outAt(kernel)};`);
      columns();
    });
  eachColumnOfRows(kernel, tile, tile.seldomColumns, writer, row, (r, c) => writeOut(kernel, tile, r, c, writer));
  writeLogSums(kernel, tile, isDead, writer);
}

function writeLogSums(kernel: ForwardKernel, { seldomRows, rowMax, rowSum, rowNan }: Tile, isDead: (r: Index) => string, writer: Writer): void {
  const { layout, phase, schedule } = kernel;
  const lse = layout.storage(phase === "decode" ? "part_lse" : "lse", "f32", "read_write");
  each(writer, [seldomRows], (r) => {
    writer.block("", () => {
      writeWhichRow(kernel, r, writer);
      writer.block(schedule.lanesPerRow > 1 ? "if (is_row && lane_in_row == 0u)" : "if (is_row)", () => {
        const sum = `select(${rowMax.at(r)} + heed_log_sum(${rowSum.at(r)}), ${rowMax.at(r)}, ${rowMax.at(r)} == call.inf)`;
        writer.line(isDead(r), `let sum_lse = ${sum} + ${rowNan.at(r)};`, `${lse}[${lseAt(kernel)}] = select(sum_lse, -call.inf, is_dead);`);
      });
    });
  });
}

/** The place of a row in `lse`, or of a part of a row in the `lse` of parts. */
function lseAt({ phase, schedule }: ForwardKernel): string {
  const row = "(batch * u32(Hq) + row_head) * u32(call.Sq) + row_q";
  const part = schedule.teams > 1 ? "(split * TEAMS + team)" : "split";
  return phase === "prefill" ? row : `${part} * u32(call.B) * u32(Hq) * u32(call.Sq) + ${row}`;
}

const outAt = (kernel: ForwardKernel): string =>
  kernel.phase === "prefill" ? "batch * call.out_batch + row_head * call.out_head + row_q * call.out_row" : `(${lseAt(kernel)}) * u32(Dv)`;

/** A vector of columns, at once where they lie so, else one by one. */
function writeOut(kernel: ForwardKernel, tile: Tile, r: Index, c: Index, writer: Writer): void {
  const { phase, layout, packed, schedule, Dv } = kernel;
  const [role, type] = phase === "decode" ? (["parts", "f32"] as const) : (["out", kernel.dtype] as const);
  const columns = `${tile.accumulator.at(r, c)} * inverse + ${poisonOf(tile, r, c)}`;
  if (packed && Dv % 4 === 0) {
    const isHeld = vectorsPerLane(Dv, schedule.lanesPerRow) * schedule.lanesPerRow > Dv / 4;
    const write = `${layout.vectors(role, type, "read_write")}[(out_at + ${columnOf(c, kernel)}) / 4u] = vec4<${type}>(${columns});`;
    return writer.line(isHeld ? `if (${columnOf(c, kernel)} < ${Dv}u) { ${write} }` : write);
  }
  const out = layout.storage(role, type, "read_write");
  const stride = phase === "prefill" ? " * call.out_column" : "";
  writer.block("", () => {
    writer.line(`let column = ${columnOf(c, kernel)};`, `let columns = ${columns};`);
    writer.block("for (var i = 0u; i < 4u && column + i < u32(Dv); i++)", () => {
      writer.line(`${out}[out_at + (column + i)${stride}] = ${type}(columns[i]);`);
    });
  });
}
