/**
 * @file The forward skeleton: flash-style attention over the runs of a block plan, for many query rows and for few. The only description of
 * its loop nest.
 *
 * A workgroup holds a tile of query rows and walks the runs of its block row, some keys to a step: scores, the variant's code, the online
 * softmax (Milakov & Gimelshein 2018, §3; Dao et al. 2022, algorithm 1), values. Accumulation is f32 whatever the storage type. How rows,
 * columns and keys are shared is the schedule's to say. For decode, the tile is the rows of all heads that share their keys, the blocks of
 * a row are dealt out to workgroups, and what comes out are parts for `kernel-combine.ts`.
 */
import type { Variant } from "#src/ir/variant.ts";
import type { Phase } from "../choose-schedule.ts";
import type { Guards } from "../guards.ts";
import type { Layout } from "../layout.ts";
import type { KernelShape } from "../manifest.ts";
import { writeRuns } from "../plan-runs.ts";
import { createRegisters, type Loop, type Registers } from "../registers.ts";
import { areRowsApart, keysPerLane, rowsPerWorkgroup, vectorsPerLane, type Schedule } from "../schedule.ts";
import type { Weave } from "../weave.ts";
import type { Writer } from "../writer.ts";
import { writeFirstDiagonals } from "./diagonals.ts";
import { writeEnterMatrix } from "./matrix.ts";
import { stagesKeys, writeKeyReads } from "./keys.ts";
import { writeResults } from "./results.ts";
import { sharesRows } from "./shared-rows.ts";
import { writeEnterRows, writePlace, writeRowType } from "./rows.ts";
import { writeStep } from "./step.ts";

export interface ForwardKernel extends KernelShape {
  readonly variant: Variant;
  readonly entryPoint: string;
  readonly phase: Phase;
  readonly schedule: Schedule;
  /** Decode: query heads of a kv head whose rows are held together; 1 where the mask tells heads apart. */
  readonly packedHeads: number;
  /** Whether q, k and v are read, and `out` is written, four elements at a time, where their columns allow it. */
  readonly packed: boolean;
  /** Whether the score depends on the dot product at all; if not, q and k are never read. */
  readonly usesDot: boolean;
  readonly guards: Guards;
  readonly layout: Layout;
  readonly weave: Weave;
}

/** What the parts of the skeleton share: its loops, and the values that they run over. */
export interface Tile {
  readonly rows: Loop;
  /** The keys of a step whose scores this lane keeps: all, unless lanes share rows. */
  readonly keys: Loop;
  /** The lanes of a row, whose keys take turns. */
  readonly turns: Loop;
  readonly qkColumns: Loop;
  readonly vColumns: Loop;
  /** Rows and columns where they are seldom gone through: never written line by line, so that a kernel is made quickly. */
  readonly seldomRows: Loop;
  readonly seldomColumns: Loop;
  readonly row: Registers;
  /** Whether the rows have an array each for `q` and `accumulator`; loops over rows that stay loops cannot go through these. */
  readonly isApart: boolean;
  readonly q: Registers;
  readonly accumulator: Registers;
  /** A byte for each vector of columns, four to a word: where a row has met infinity in V (low bits) or minus infinity (high); NaN is both. */
  readonly poison: Registers;
  readonly rowMax: Registers;
  readonly rowSum: Registers;
  readonly rowNan: Registers;
  readonly score: Registers;
  /** Where loops are written out: what the accumulators of a row are scaled by before values are added. */
  readonly shrink: Registers;
}

export function writeForward(kernel: ForwardKernel, writer: Writer): void {
  const tile = createTile(kernel);
  writeConstants(kernel, writer);
  writeRowType(kernel, writer);
  writeState(kernel, tile, writer);
  writeKeyReads(kernel, writer);
  writeStep(kernel, tile, writer);
  writeMain(kernel, tile, writer);
}

function createTile({ schedule, layout, D, Dv }: ForwardKernel): Tile {
  const { rowsPerLane, lanesPerRow, unroll } = schedule;
  const ownKeys = keysPerLane(schedule);
  const isWritten = unroll === "text";
  const [qk, v] = [vectorsPerLane(D, lanesPerRow), vectorsPerLane(Dv, lanesPerRow)];
  // Drivers unroll loops with constant bounds; a uniform that is always the same keeps them from it.
  const bound = (name: string, count: number, constant: string): string =>
    unroll === "driver" ? constant : layout.uniform(name, "u32", { kind: "count", value: count });
  const of = (name: string, type: string, dims: readonly number[], named: number): Registers =>
    createRegisters({ name, type, dims, named, space: "private" });
  const qkColumns: Loop = { index: "c", count: qk, bound: bound("qk_vectors", qk, "QK_VECTORS"), isWritten };
  const vColumns: Loop = { index: "c", count: v, bound: bound("v_vectors", v, "V_VECTORS"), isWritten };
  const rows: Loop = { index: "r", count: rowsPerLane, bound: "ROWS_PER_LANE", isWritten };
  const isApart = areRowsApart(schedule);
  const ofRows = (name: string, columns: number): Registers => of(name, "vec4<f32>", [rowsPerLane, columns], isApart ? 1 : 0);
  return {
    rows,
    keys: { index: "j", count: ownKeys, bound: lanesPerRow > 1 ? "KEYS / LANES_PER_ROW" : "KEYS", isWritten },
    turns: { index: "p", count: lanesPerRow, bound: lanesPerRow > 1 ? bound("lanes_per_row", lanesPerRow, "LANES_PER_ROW") : "", isWritten: false },
    qkColumns,
    vColumns,
    seldomRows: { ...rows, bound: bound("rows_per_lane", rowsPerLane, "ROWS_PER_LANE"), isWritten: false },
    seldomColumns: { ...vColumns, isWritten: false },
    row: of("row", "Row", [rowsPerLane], isWritten ? 1 : 0),
    isApart,
    q: ofRows("q_row", qk),
    accumulator: ofRows("accumulator", v),
    poison: of("row_poison", "u32", [rowsPerLane, Math.ceil(v / 4)], 0),
    rowMax: of("row_max", "f32", [rowsPerLane], 0),
    rowSum: of("row_sum", "f32", [rowsPerLane], 0),
    rowNan: of("row_nan", "f32", [rowsPerLane], 0),
    score: createRegisters({ name: "score", type: "f32", dims: [rowsPerLane, ownKeys], named: isWritten ? 2 : 0 }),
    shrink: createRegisters({ name: "shrink", type: "f32", dims: [rowsPerLane], named: 1 }),
  };
}

function writeConstants({ Hq, Hkv, D, Dv, block, schedule, phase, packedHeads, guards }: ForwardKernel, writer: Writer): void {
  const { rowsPerLane, lanesPerRow, teams, keys, source, stagedKeys } = schedule;
  const rows = rowsPerWorkgroup(schedule);
  const counts = {
    WORKGROUP: schedule.workgroupSize,
    ROWS: rows,
    ROWS_PER_LANE: rowsPerLane,
    LANES_PER_ROW: lanesPerRow,
    ...(phase === "decode" ? { TEAMS: teams, HEADS: packedHeads } : { TILES_PER_BLOCK: Math.ceil(block[0] / rows) }),
    KEYS: keys,
    ...(source === "workgroup" ? { STAGED_KEYS: stagedKeys } : {}),
    BLOCK_Q: block[0],
    BLOCK_KV: block[1],
    QK_VECTORS: vectorsPerLane(D, lanesPerRow),
    V_VECTORS: vectorsPerLane(Dv, lanesPerRow),
  };
  writer.line(...Object.entries({ Hq, Hkv, D, Dv }).map(([name, value]) => `const ${name}: i32 = ${value};`));
  writer.line(...Object.entries(counts).map(([name, value]) => `const ${name}: u32 = ${value}u;`));
  writer.line("const LOWEST: f32 = -3.4028234663852886e+38;");
  writer.line(...(guards.minusInfinity ? ["const MINUS_INF_BITS: u32 = 0xff800000u;"] : []), "");
}

function writeState({ usesDot, schedule }: ForwardKernel, tile: Tile, writer: Writer): void {
  writer.line("// The query rows of this lane, its share of their columns, their online softmax.");
  writer.line("var<private> lane_in_row: u32;");
  if (sharesRows(schedule)) writer.line("var<private> row_lane: u32;");
  tile.row.declare(writer);
  if (usesDot && schedule.source !== "matrix") tile.q.declare(writer);
  if (schedule.source === "matrix") writer.line("var<private> row_in_tile: u32;");
  for (const values of [tile.accumulator, tile.rowMax, tile.rowSum, tile.rowNan, tile.poison]) values.declare(writer);
  writer.line("");
}

function writeMain(kernel: ForwardKernel, tile: Tile, writer: Writer): void {
  const { entryPoint, schedule } = kernel;
  writer.line("@compute @workgroup_size(WORKGROUP)");
  const parameters = ["workgroup_id) group: vec3<u32>", "num_workgroups) grid: vec3<u32>", "local_invocation_index) lane: u32"];
  if (schedule.source === "broadcast" || sharesRows(schedule)) parameters.push("subgroup_invocation_id) subgroup_lane: u32");
  if (schedule.source === "matrix") parameters.push("subgroup_size) subgroup_size: u32");
  writer.block(`fn ${entryPoint}(${parameters.map((parameter) => `@builtin(${parameter}`).join(", ")})`, () => {
    writePlace(kernel, writer);
    writeEnterRows(kernel, tile, writer);
    if (schedule.source === "matrix") writeEnterMatrix(kernel, writer);
    writeBlockRow(kernel, tile, writer);
    writeResults(kernel, tile, writer);
  });
}

/** The keys of the runs of the block row, a step at a time. */
function writeBlockRow(kernel: ForwardKernel, tile: Tile, writer: Writer): void {
  const plan = kernel.layout.storage("plan", "u32");
  const isDecode = kernel.phase === "decode";
  if (isDecode) writer.line("var dealt = 0u;");
  writeRuns(plan, "batch * call.plan_batch + head * call.plan_head", writer, (firstBlock, endWord) => {
    writer.line(`let first_block = ${firstBlock};`, `let end_word = ${endWord};`);
    if (kernel.variant.sections.mask) writer.line("let is_full = (end_word & 1u) == 1u;");
    if (!isDecode) return writeKeys(kernel, tile, "first_block", "(end_word >> 1u)", writer);
    writer.line("// Blocks are dealt out to the splits in turn.");
    writer.line("let blocks = (end_word >> 1u) - first_block;", "let skipped = (split + call.splits - dealt % call.splits) % call.splits;");
    writer.line("dealt += blocks;");
    writer.block("for (var block = first_block + skipped; block < first_block + blocks; block += call.splits)", () => {
      writeKeys(kernel, tile, "block", "(block + 1u)", writer);
    });
  });
  writer.line("");
}

/** The keys of some blocks that are in the shard of keys at hand. */
function writeKeys(kernel: ForwardKernel, tile: Tile, firstBlock: string, endBlock: string, writer: Writer): void {
  const { variant, schedule } = kernel;
  const full = variant.sections.mask ? ", is_full" : "";
  writer.line(`let keys_first = max(${firstBlock} * BLOCK_KV, call.kv_first);`, `let keys_end = min(${endBlock} * BLOCK_KV, call.kv_end);`);
  writeFirstDiagonals(kernel, tile, "keys_first", writer);
  if (schedule.source === "matrix") {
    writer.block("for (var key = keys_first; key < keys_end; key += KEYS)", () => {
      writer.line("workgroupBarrier();", "stage(key, lane);", "workgroupBarrier();", `step(key, keys_end${full});`);
    });
    return;
  }
  if (schedule.source !== "workgroup") {
    const [stride, own] = schedule.teams > 1 ? ["TEAMS * KEYS", "key + team * KEYS"] : ["KEYS", "key"];
    writer.block(`for (var key = keys_first; key < keys_end; key += ${stride})`, () => writer.line(`step(${own}, keys_end${full});`));
    return;
  }
  writer.block("for (var first = keys_first; first < keys_end; first += STAGED_KEYS)", () => {
    writer.line("workgroupBarrier();", `stage(first, lane${stagesKeys(kernel) ? `, ${tile.row.at("0u")}` : ""});`, "workgroupBarrier();");
    writer.block("for (var slot = 0u; slot < min(STAGED_KEYS, keys_end - first); slot += KEYS)", () => {
      writer.line(`step(first + slot, keys_end${full}, slot);`);
    });
  });
}
