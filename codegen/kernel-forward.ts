/**
 * @file The forward skeleton: flash-style attention over the runs of a block plan, the only description of its loop nest.
 *
 * A workgroup holds `rows` query rows of one head, one per invocation, and walks the runs of its block row. Keys and values are staged in
 * workgroup memory a tile at a time. A run of full blocks computes scores without the mask, a partial one with it. Each key joins its row
 * by the online softmax (Milakov & Gimelshein 2018, §3; Dao et al. 2022, algorithm 1). Accumulation is f32 whatever the storage type.
 * The skeleton knows nothing of any variant: the user's code comes in by `weave.ts`.
 */
import type { Node } from "#src/ir/node.ts";
import type { Variant } from "#src/ir/variant.ts";
import type { Guards } from "./guards.ts";
import type { Layout } from "./layout.ts";
import type { KernelShape } from "./manifest.ts";
import { writeRuns } from "./plan-runs.ts";
import type { Schedule } from "./schedule.ts";
import type { NamedValue, Weave } from "./weave.ts";
import type { Writer } from "./writer.ts";

export interface ForwardKernel extends KernelShape {
  readonly variant: Variant;
  readonly entryPoint: string;
  readonly schedule: Schedule;
  /** Whether the score depends on the dot product at all; if not, q and k are never read. */
  readonly usesDot: boolean;
  readonly guards: Guards;
  readonly layout: Layout;
  readonly weave: Weave;
}

/** Vectors of four that hold `n` columns. */
const vectors = (n: number): number => Math.ceil(n / 4);

/** The bounds of the loops over columns, as text: constants, or uniforms where loops are not to be unrolled. */
interface Bounds {
  readonly qk: string;
  readonly v: string;
}

function columnBounds({ schedule, layout, D, Dv }: ForwardKernel): Bounds {
  if (schedule.unroll) return { qk: "QK_VECTORS", v: "V_VECTORS" };
  const uniform = (name: string, columns: number) => layout.uniform(name, "u32", { kind: "count", value: vectors(columns) });
  return { qk: uniform("qk_vectors", D), v: uniform("v_vectors", Dv) };
}

export function writeForward(kernel: ForwardKernel, writer: Writer): void {
  const bounds = columnBounds(kernel);
  writeConstants(kernel, writer);
  writeState(kernel, writer);
  writeLoads(kernel, writer);
  if (kernel.schedule.staging === "workgroup") writeStaging(kernel, writer);
  writeKeyVectors(kernel, writer);
  if (kernel.usesDot) writeDot(bounds, writer);
  writeAccumulate(kernel, bounds, writer);
  writeAttend(kernel, writer);
  writeMain(kernel, bounds, writer);
}

function writeConstants({ Hq, Hkv, D, Dv, block, schedule, guards }: ForwardKernel, writer: Writer): void {
  const constants = { Hq, Hkv, D, Dv };
  const staged = schedule.staging === "workgroup" ? { KEYS: schedule.keys } : {};
  const tiles = { ROWS: schedule.rows, ...staged, BLOCK_Q: block[0], BLOCK_KV: block[1], TILES_PER_BLOCK: schedule.tilesPerBlock };
  writer.line(...Object.entries(constants).map(([name, value]) => `const ${name}: i32 = ${value};`));
  writer.line(...Object.entries(tiles).map(([name, value]) => `const ${name}: u32 = ${value}u;`));
  writer.line(`const QK_VECTORS: u32 = ${vectors(D)}u;`, `const V_VECTORS: u32 = ${vectors(Dv)}u;`);
  writer.line("const LOWEST: f32 = -3.4028234663852886e+38;");
  writer.line(...(guards.minusInfinity ? ["const MINUS_INF_BITS: u32 = 0xff800000u;"] : []), "");
}

function writeState({ usesDot, weave, schedule }: ForwardKernel, writer: Writer): void {
  if (schedule.staging === "workgroup") {
    writer.line("// A tile of keys: their K and V rows, and what depends on the key alone.");
    if (usesDot) writer.line("var<workgroup> k_tile: array<vec4<f32>, KEYS * QK_VECTORS>;");
    writer.line("var<workgroup> v_tile: array<vec4<f32>, KEYS * V_VECTORS>;");
    writer.line(...weave.column.map(({ name, node }) => `var<workgroup> ${name}: array<${node.type}, KEYS>;`), "");
  }
  writer.line("// The query row of this invocation and its online softmax.");
  writer.line(...["b", "h", "hkv", "q_idx"].map((name) => `var<private> ${name}: i32;`));
  writer.line(...[...weave.uniform, ...weave.row].map(({ name, node }) => `var<private> ${name}: ${node.type};`));
  if (usesDot) writer.line("var<private> q_row: array<vec4<f32>, QK_VECTORS>;");
  writer.line("var<private> accumulator: array<vec4<f32>, V_VECTORS>;");
  writer.line("var<private> row_max: f32 = LOWEST;", "var<private> row_sum: f32 = 0.0;", "var<private> row_nan: f32 = 0.0;", "");
}

/** Four neighbouring columns of a row as a vector; columns past the end are 0. */
function fourColumns(tensor: string, stride: string, columns: number): string {
  const at = (i: number): string => `${tensor}[at${i === 0 ? "" : ` + ${i === 1 ? "" : `${i}u * `}${stride}`}]`;
  const element = (i: number): string => {
    const read = `f32(${at(i)})`;
    return columns % 4 === 0 || i < columns % 4 ? read : `select(0.0, ${read}, d + ${i}u < ${columns}u)`;
  };
  return `vec4<f32>(${[0, 1, 2, 3].map(element).join(", ")})`;
}

function writeLoads({ D, Dv, usesDot, layout, dtype }: ForwardKernel, writer: Writer): void {
  const tensors = [
    ...(usesDot
      ? ([
          ["q", D],
          ["k", D],
        ] as const)
      : []),
    ["v", Dv] as const,
  ];
  for (const [tensor, columns] of tensors) {
    writer.block(`fn load_${tensor}(row: u32, d: u32) -> vec4<f32>`, () => {
      writer.line(`let at = row + d * call.${tensor}_column;`);
      writer.line(`return ${fourColumns(layout.storage(tensor, dtype), `call.${tensor}_column`, columns)};`);
    });
    writer.line("");
  }
}

/** Where the row of a key begins in K or V. */
const keyRow = (tensor: "k" | "v", key: string): string =>
  `u32(b) * call.${tensor}_batch + u32(hkv) * call.${tensor}_head + ${key} * call.${tensor}_row`;

/** The vectors of four that the inner loops read: from the tile, or from where the tensor is. */
function writeKeyVectors({ usesDot, schedule }: ForwardKernel, writer: Writer): void {
  for (const [tensor, width] of [
    ["k", "QK_VECTORS"],
    ["v", "V_VECTORS"],
  ] as const) {
    if (tensor === "k" && !usesDot) continue;
    const staged = `${tensor}_tile[slot * ${width} + d]`;
    const direct = `load_${tensor}(${keyRow(tensor, "slot")}, 4u * d)`;
    writer.line(`fn ${tensor}_vector(slot: u32, d: u32) -> vec4<f32> { return ${schedule.staging === "workgroup" ? staged : direct}; }`);
  }
  writer.line("");
}

function writeStaging({ usesDot, weave }: ForwardKernel, writer: Writer): void {
  writer.line("// Fills the tile with keys first … first + KEYS; past the end the last key is read.");
  writer.block("fn stage(first: u32, lane: u32)", () => {
    writer.line("let last = u32(call.Skv) - 1u;");
    if (usesDot) writeStageTensor("k", "QK_VECTORS", writer);
    writeStageTensor("v", "V_VECTORS", writer);
    if (weave.column.length > 0) writeStageColumns(weave, writer);
  });
  writer.line("");
}

function writeStageTensor(tensor: "k" | "v", width: string, writer: Writer): void {
  writer.block(`for (var i = lane; i < KEYS * ${width}; i += ROWS)`, () => {
    writer.line(`let key = min(first + i / ${width}, last);`);
    writer.line(`${tensor}_tile[i] = load_${tensor}(${keyRow(tensor, "key")}, 4u * (i % ${width}));`);
  });
}

function writeStageColumns(weave: Weave, writer: Writer): void {
  writer.block("for (var j = lane; j < KEYS; j += ROWS)", () => {
    writer.line("let kv_idx = i32(min(first + j, last));");
    const known: NamedValue[] = [...weave.uniform];
    for (const { node, name } of weave.column) {
      writer.line(`${name}[j] = ${weave.expression(node, known)};`);
      known.push({ node, name: `${name}[j]` });
    }
  });
}

function writeDot({ qk }: Bounds, writer: Writer): void {
  writer.block("fn dot_product(slot: u32) -> f32", () => {
    writer.line("var sums = vec4<f32>(0.0);");
    writer.line(`for (var d = 0u; d < ${qk}; d++) { sums = fma(q_row[d], k_vector(slot, d), sums); }`);
    writer.line("return (sums.x + sums.y) + (sums.z + sums.w);");
  });
  writer.line("");
}

/** A score of −∞ counts as masked; NaN is kept apart from the maximum, whose comparisons it would spoil, and reaches its row and no other. */
function writeAccumulate({ guards }: ForwardKernel, { v }: Bounds, writer: Writer): void {
  writer.line("// One key joins the row: rescale if it is the largest so far, then add its weight and its weighted value.");
  writer.block("fn accumulate(score: f32, slot: u32)", () => {
    if (guards.minusInfinity) writer.line("if (bitcast<u32>(score) == MINUS_INF_BITS) { return; }");
    writer.line("if (heed_is_nan(score)) { row_nan = score; }");
    writer.block("if (score > row_max)", () => {
      writer.line("let shrink = exp(row_max - score);", "row_sum *= shrink;");
      writer.line(`for (var d = 0u; d < ${v}; d++) { accumulator[d] *= shrink; }`, "row_max = score;");
    });
    writer.line("let weight = exp(score - row_max);", "row_sum += weight;");
    writer.line(`for (var d = 0u; d < ${v}; d++) { accumulator[d] = fma(vec4<f32>(weight), v_vector(slot, d), accumulator[d]); }`);
  });
  writer.line("");
}

function writeAttend({ variant, weave, usesDot, schedule }: ForwardKernel, writer: Writer): void {
  const locals = new Map<Node, string>();
  const { mask, score } = variant.sections;
  writer.line(`// Keys first … end against this row.${mask ? " In a full block every pair is allowed; in a partial one the mask decides." : ""}`);
  writer.block(`fn attend(first: u32, end: u32${mask ? ", is_full: bool" : ""})`, () => {
    writer.block("for (var key = first; key < end; key++)", () => {
      writer.line("let kv_idx = i32(key);");
      writer.line(`let slot = ${schedule.staging === "workgroup" ? "key - first" : "key"};`);
      if (mask) {
        writer.block("if (!is_full)", () => writer.line(`if (!(${weave.section("mask", writer, new Map())})) { continue; }`));
      }
      if (usesDot) writer.line("let score = call.scale * dot_product(slot);");
      writer.line(`accumulate(${score ? weave.section("score", writer, locals) : "score"}, slot);`);
    });
  });
  writer.line("");
}

function writeMain(kernel: ForwardKernel, bounds: Bounds, writer: Writer): void {
  const { entryPoint, layout } = kernel;
  const plan = layout.storage("plan", "u32");
  writer.line("@compute @workgroup_size(ROWS)");
  const parameters = ["workgroup_id) group: vec3<u32>", "num_workgroups) grid: vec3<u32>", "local_invocation_index) lane: u32"];
  writer.block(`fn ${entryPoint}(${parameters.map((parameter) => `@builtin(${parameter}`).join(", ")})`, () => {
    writer.line("// A workgroup is one tile of query rows of one head; the grid is folded into y where x would overflow.");
    writer.line("let tiles = (u32(call.Sq) + BLOCK_Q - 1u) / BLOCK_Q * TILES_PER_BLOCK;");
    writer.line("let tile = group.x + group.y * grid.x;");
    writer.line("if (tile >= tiles * u32(Hq) * u32(call.B)) { return; }");
    writer.line("let q_block = tile % tiles / TILES_PER_BLOCK;", "let in_block = tile % TILES_PER_BLOCK * ROWS + lane;");
    writer.line("let row = q_block * BLOCK_Q + in_block;", "let is_row = in_block < BLOCK_Q && row < u32(call.Sq);");
    writer.line(
      "q_idx = i32(min(row, u32(call.Sq) - 1u));",
      "h = i32(tile / tiles) % Hq;",
      "b = i32(tile / tiles) / Hq;",
      "hkv = h / (Hq / Hkv);",
      "",
    );
    writeEnterRow(kernel, bounds, writer);
    writeBlockRow(plan, kernel, writer);
    writer.line("if (!is_row) { return; }");
    writeResults(kernel, writer);
  });
}

function writeEnterRow({ usesDot, weave }: ForwardKernel, { qk }: Bounds, writer: Writer): void {
  const known: NamedValue[] = [];
  for (const value of [...weave.uniform, ...weave.row]) {
    writer.line(`${value.name} = ${weave.expression(value.node, known)};`);
    known.push(value);
  }
  if (!usesDot) return;
  writer.line("let q_at = u32(b) * call.q_batch + u32(h) * call.q_head + u32(q_idx) * call.q_row;");
  writer.line(`for (var d = 0u; d < ${qk}; d++) { q_row[d] = load_q(q_at, 4u * d); }`, "");
}

/** Keys and values of the runs of the block row, a tile at a time where they are staged. */
function writeBlockRow(plan: string, { variant, schedule }: ForwardKernel, writer: Writer): void {
  const attend = (end: string) => `if (is_row) { attend(first, ${end}${variant.sections.mask ? ", is_full" : ""}); }`;
  const table = "tile / tiles / u32(Hq) * call.plan_batch + tile / tiles % u32(Hq) * call.plan_head";
  writeRuns(plan, table, writer, (firstBlock, endWord) => {
    writer.line(`let run_first = (${firstBlock}) * BLOCK_KV;`, `let end_word = ${endWord};`);
    writer.line("let run_end = min((end_word >> 1u) * BLOCK_KV, u32(call.Skv));");
    if (variant.sections.mask) writer.line("let is_full = (end_word & 1u) == 1u;");
    if (schedule.staging === "direct") return writer.line("let first = run_first;", attend("run_end"));
    writer.block("for (var first = run_first; first < run_end; first += KEYS)", () => {
      writer.line("workgroupBarrier();", "stage(first, lane);", "workgroupBarrier();", attend("min(first + KEYS, run_end)"));
    });
  });
  writer.line("");
}

/** `out = accumulator / sum`, `lse = max + log(sum)`; a row without keys is 0 and −∞. The largest score of any other adds 1 to the sum. */
function writeResults({ dtype, layout, guards: { emptyRow } }: ForwardKernel, writer: Writer): void {
  const out = layout.storage("out", dtype, "read_write");
  const lse = layout.storage("lse", "f32", "read_write");
  if (emptyRow) writer.line("let is_dead = row_sum == 0.0;", "let inverse = select(1.0 / row_sum, 0.0, is_dead);");
  else writer.line("// No row is without keys, and no score is minus infinity: both proved.", "let inverse = 1.0 / row_sum;");
  writer.line("let out_at = u32(b) * call.out_batch + u32(h) * call.out_head + row * call.out_row;");
  writer.block("for (var d = 0u; d < u32(Dv); d++)", () => {
    writer.line(`${out}[out_at + d * call.out_column] = ${dtype}(accumulator[d / 4u][d % 4u] * inverse);`);
  });
  writer.line("let sum_lse = select(row_max + heed_log_sum(row_sum), row_max, row_max == call.inf) + row_nan;");
  writer.line(`${lse}[(u32(b) * u32(Hq) + u32(h)) * u32(call.Sq) + row] = ${emptyRow ? "select(sum_lse, -call.inf, is_dead)" : "sum_lse"};`);
}
