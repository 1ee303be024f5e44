/**
 * @file Scores and values through the device's matrix units (`chromium_experimental_subgroup_matrix`): Q·Kᵀ and P·V on tiles in workgroup memory,
 * f16 in and f32 out. Between them the lanes do what they do everywhere: the variant's code, the online softmax, the sums of their columns.
 * Weights are rounded to f16 on their way into P·V, as FlashAttention rounds them (Dao et al. 2022, §B.1).
 */
import { each } from "../registers.ts";
import { matrixWidths } from "../schedule.ts";
import type { Writer } from "../writer.ts";
import type { ForwardKernel, Tile } from "./kernel.ts";
import { columnOf } from "./rows.ts";
import { ownKey } from "./shared-rows.ts";

/** The tiles and their sizes. */
export function writeMatrixTiles({ schedule, usesDot, D, Dv }: ForwardKernel, writer: Writer): void {
  const { m, n, k } = schedule.matrix!;
  const widths = matrixWidths(schedule, { D, Dv });
  const sizes = { MATRIX_M: m, MATRIX_N: n, MATRIX_K: k, QK_WIDTH: widths.qk, V_WIDTH: widths.v };
  writer.line(...Object.entries(sizes).map(([name, value]) => `const ${name}: u32 = ${value}u;`));
  const tiles = {
    ...(usesDot ? { q_tile: "f16, ROWS * QK_WIDTH", k_tile: "f16, KEYS * QK_WIDTH", score_tile: "f32, ROWS * KEYS" } : {}),
    v_tile: "f16, KEYS * V_WIDTH",
    weight_tile: "f16, ROWS * KEYS",
    value_tile: "f32, ROWS * V_WIDTH",
  };
  writer.line(...Object.entries(tiles).map(([name, type]) => `var<workgroup> ${name}: array<${type}>;`), "");
  writer.line("// The subgroup of this lane, and how many share the tiles of matrices.");
  writer.line("var<private> subgroup: u32;", "var<private> subgroups: u32;", "");
}

/** Lanes that are side by side in a workgroup are taken to be a subgroup, as they are wherever the feature is; any division of tiles is right. */
export function writeEnterMatrix({ usesDot }: ForwardKernel, writer: Writer): void {
  writer.line("subgroup = lane / subgroup_size;", "subgroups = (WORKGROUP + subgroup_size - 1u) / subgroup_size;");
  if (usesDot) {
    writer.block("for (var i = lane; i < ROWS * (QK_WIDTH / 4u); i += WORKGROUP)", () => {
      writer.line("let in_tile = min(q_block * BLOCK_Q + tile % TILES_PER_BLOCK * ROWS + i / (QK_WIDTH / 4u), u32(call.Sq) - 1u);");
      writer.line("let q_at = batch * call.q_batch + head * call.q_head + in_tile * call.q_row;");
      writeFour("q_tile", "4u * i", "load_q(q_at, 4u * (i % (QK_WIDTH / 4u)))", writer);
    });
  }
}

/** Keys first … first + KEYS into the tiles; what is past the width of a row is 0. */
export function writeMatrixStaging({ usesDot }: ForwardKernel, writer: Writer): void {
  writer.block("fn stage(first: u32, lane: u32)", () => {
    writer.line("let last = call.kv_end - 1u;");
    for (const [tensor, width] of [...(usesDot ? ([["k", "QK_WIDTH"]] as const) : []), ["v", "V_WIDTH"] as const]) {
      writer.block(`for (var i = lane; i < KEYS * (${width} / 4u); i += WORKGROUP)`, () => {
        writer.line(`let row = ${tensor}_base + min(first + i / (${width} / 4u), last) * call.${tensor}_row;`);
        writeFour(`${tensor}_tile`, "4u * i", `${tensor === "v" ? "load_finite_v" : "load_k"}(row, 4u * (i % (${width} / 4u)))`, writer);
      });
    }
    writer.line("if (is_poisoned) { atomicStore(&tile_poisoned, 1u); }");
  });
  writer.line("");
}

function writeFour(tile: string, at: string, vector: string, writer: Writer): void {
  writer.line(`let columns = vec4<f16>(${vector});`);
  writer.line(...[0, 1, 2, 3].map((i) => `${tile}[${at}${i === 0 ? "" : ` + ${i}u`}] = columns[${i}];`));
}

/** What is the same in all lanes of a subgroup, so that the language sees that it is. */
export function writeSubgroups(writer: Writer): void {
  writer.line("let own_subgroup = subgroupBroadcastFirst(subgroup);", "let all_subgroups = subgroupBroadcastFirst(subgroups);");
}

/** `scores = Q·Kᵀ`, from the tiles into the registers of the lanes, each with the keys that are its own. */
export function writeMatrixScores({ schedule }: ForwardKernel, { keys, score }: Tile, writer: Writer): void {
  writeProduct({ left: "q_tile", right: "k_tile", result: "score_tile", inner: "QK_WIDTH", columns: "KEYS", isTransposed: true }, writer);
  writer.line("workgroupBarrier();");
  each(writer, [keys], (j) => writer.line(`${score.at("0u", j)} = score_tile[row_in_tile * KEYS + ${ownKey(j, schedule)}];`));
}

/** `values = P·V`, added to the columns of each lane. */
export function writeMatrixValues(kernel: ForwardKernel, { keys, vColumns, score, accumulator }: Tile, writer: Writer): void {
  each(writer, [keys], (j) => writer.line(`weight_tile[row_in_tile * KEYS + ${ownKey(j, kernel.schedule)}] = f16(${score.at("0u", j)});`));
  writer.line("workgroupBarrier();");
  writeProduct({ left: "weight_tile", right: "v_tile", result: "value_tile", inner: "KEYS", columns: "V_WIDTH", isTransposed: false }, writer);
  writer.line("workgroupBarrier();");
  each(writer, [vColumns], (c) => {
    writer.block("", () => {
      const column = columnOf(c, kernel);
      writer.line(`let at = row_in_tile * V_WIDTH + ${column};`);
      const four = [0, 1, 2, 3].map((i) => `value_tile[at + ${i}u]`).join(", ");
      writer.line(`if (${column} < V_WIDTH) { ${accumulator.at("0u", c)} += vec4<f32>(${four}); }`);
    });
  });
}

interface Product {
  readonly left: string;
  readonly right: string;
  readonly result: string;
  /** The length of the sums, and the columns of the result. */
  readonly inner: string;
  readonly columns: string;
  /** Whether the right side lies as its transpose. */
  readonly isTransposed: boolean;
}

/** A product of tiles, its matrices dealt out to the subgroups. */
function writeProduct({ left, right, result, inner, columns, isTransposed }: Product, writer: Writer): void {
  const across = `(${columns} / MATRIX_N)`;
  writer.block(`for (var part = own_subgroup; part < (ROWS / MATRIX_M) * ${across}; part += all_subgroups)`, () => {
    writer.line(`let m = part / ${across} * MATRIX_M;`, `let n = part % ${across} * MATRIX_N;`);
    writer.line("var sums = subgroup_matrix_result<f32, MATRIX_N, MATRIX_M>();");
    writer.block(`for (var d = 0u; d < ${inner}; d += MATRIX_K)`, () => {
      writer.line(`let a = subgroupMatrixLoad<subgroup_matrix_left<f16, MATRIX_K, MATRIX_M>, row_major>(&${left}, m * ${inner} + d, ${inner});`);
      const [order, at, stride] = isTransposed ? ["col_major", `n * ${inner} + d`, inner] : ["row_major", `d * ${columns} + n`, columns];
      writer.line(`let b = subgroupMatrixLoad<subgroup_matrix_right<f16, MATRIX_N, MATRIX_K>, ${order}>(&${right}, ${at}, ${stride});`);
      writer.line("sums = subgroupMatrixMultiplyAccumulate(a, b, sums);");
    });
    writer.line(`subgroupMatrixStore<row_major>(&${result}, m * ${columns} + n, sums, ${columns});`);
  });
}
