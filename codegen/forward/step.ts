/**
 * @file A step: some keys against the rows of a lane. Scores, the variant's code on each pair, the online softmax, values. In a full block every
 * pair is allowed; in a partial one, and past the last key, the mask decides. A score of −∞ counts as masked; NaN is kept apart from the
 * maximum, whose comparisons it would spoil, and reaches its row and no other.
 */
import type { Node } from "#src/ir/node.ts";
import { each, nameOf, sum, type Index } from "../registers.ts";
import type { Schedule } from "../schedule.ts";
import type { Writer } from "../writer.ts";
import { diagonalOf, writeDiagonals, writeDiagonalType } from "./diagonals.ts";
import type { ForwardKernel, Tile } from "./kernel.ts";
import { keyVectors, stagesKeys } from "./keys.ts";
import { writeMatrixScores, writeMatrixValues, writeSubgroups } from "./matrix.ts";
import { maskedBit, writePoison, writePoisonCheck } from "./poison.ts";
import { writeDots, writeWeighted } from "./products.ts";
import { ownKey, sharesRows, writeLaneFunctions, writeSharedScores, writeSharedValues } from "./shared-rows.ts";

export function writeStep(kernel: ForwardKernel, tile: Tile, writer: Writer): void {
  const { variant, schedule, usesDot } = kernel;
  const { mask } = variant.sections;
  if (usesDot && schedule.source !== "matrix") writeDot(writer);
  if (sharesRows(schedule)) writeLaneFunctions(schedule, writer);
  writeDiagonalType(kernel, tile, writer);
  writeSections(kernel, writer);
  writePoison(kernel, tile, writer);
  const parameters = ["first: u32", "end: u32", ...(mask ? ["is_full: bool"] : []), ...(schedule.source === "workgroup" ? ["slot: u32"] : [])];
  writer.line("// Keys first … first + KEYS, as far as end, against the rows of this lane.");
  writer.block(`fn step(${parameters.join(", ")})`, () => {
    if (schedule.source !== "workgroup") writer.line("let last = call.kv_end - 1u;");
    tile.score.declare(writer, "0.0");
    const [scores, values] = productsOf(schedule);
    if (schedule.source === "matrix") writeSubgroups(writer);
    // Reads between a dot product and its use would keep a processor's compiler from finishing the one before it begins the next.
    writeDiagonals(kernel, tile, writer);
    if (tile.keys.isWritten) writeKeysAhead(kernel, tile, writer);
    if (usesDot) scores(kernel, tile, writer);
    writePairs(kernel, tile, writer);
    writeSoftmax(kernel, tile, writer);
    values(kernel, tile, writer);
    writePoisonCheck(kernel, writer);
  });
  writer.line("");
}

/** How scores and values come about. */
function productsOf(schedule: Schedule): readonly [scores: typeof writeScores, values: typeof writeValues] {
  if (schedule.source === "matrix") return [writeMatrixScores, writeMatrixValues];
  return sharesRows(schedule) ? [writeSharedScores, writeSharedValues] : [writeScores, writeValues];
}

function writeDot(writer: Writer): void {
  writer.block("fn dot_add(a: vec4<f32>, b: vec4<f32>, sum: f32) -> f32", () => {
    writer.line("return fma(a.w, b.w, fma(a.z, b.z, fma(a.y, b.y, fma(a.x, b.x, sum))));");
  });
  writer.line("");
}

/** The variant's code as functions of a row, a key and their diagonal. */
function writeSections({ variant, weave }: ForwardKernel, writer: Writer): void {
  const { mask, score } = variant.sections;
  const pair = `row: Row, key: Key${weave.diagonal.length > 0 ? ", diagonal: Diagonal" : ""}`;
  const section = (head: string, name: "mask" | "score"): void => {
    writer.block(head, () => writer.line(`return ${weave.section(name, writer, new Map<Node, string>())};`));
    writer.line("");
  };
  if (mask) section(`fn allows(${pair}) -> bool`, "mask");
  if (score) section(`fn modify(score: f32, ${pair}) -> f32`, "score");
}

function writeScores(kernel: ForwardKernel, tile: Tile, writer: Writer): void {
  const { rows, keys, qkColumns, q, score } = tile;
  const vectors = keyVectors("k", kernel, writer);
  const of = (r: Index, c: Index): string => `q_${nameOf(r)}_${nameOf(c)}`;
  each(writer, [qkColumns], (c) => {
    vectors.prepare(c);
    if (rows.isWritten) each(writer, [rows], (r) => writer.line(`let ${of(r, c)} = ${q.at(r, c)};`));
    const ofRow = (r: Index): string => (rows.isWritten ? of(r, c) : q.at(r, c));
    each(writer, [keys], (j) => writeDots(tile, vectors.at(j, c), ofRow, (r) => score.at(r, j), writer));
  });
}

/** The place of the `j`-th key of this lane. */
const indexOf = ({ schedule }: ForwardKernel, j: Index): string => sum("first", ownKey(j, schedule));

/** What the variant knows of the `j`-th key of this lane, whose place is `index`. */
function keyOf(kernel: ForwardKernel, { row }: Tile, j: Index, index: string): string {
  if (stagesKeys(kernel)) return `key_tile[${sum("slot", ownKey(j, kernel.schedule))}]`;
  return `key_at(i32(min(${index}, u32(call.Skv) - 1u)), ${row.at("0u")})`;
}

function writeKeysAhead(kernel: ForwardKernel, tile: Tile, writer: Writer): void {
  const { mask, score } = kernel.variant.sections;
  if (mask || score) each(writer, [tile.keys], (j) => writer.line(`let key_${nameOf(j)} = ${keyOf(kernel, tile, j, indexOf(kernel, j))};`));
}

/** The score of every pair, −∞ where it is masked. */
function writePairs(kernel: ForwardKernel, tile: Tile, writer: Writer): void {
  const { variant, usesDot, guards } = kernel;
  const { rows, keys, row, score } = tile;
  const { mask, score: modified } = variant.sections;
  writer.line(mask ? "let is_whole = is_full && first + KEYS <= end;" : "let is_whole = first + KEYS <= end;");
  writer.line("// The pairs that count for nothing, a bit each.", "var masked = 0u;");
  each(writer, [keys], (j) => {
    writer.block("", () => {
      writer.line(`let index = ${indexOf(kernel, j)};`);
      const key = keys.isWritten ? `key_${nameOf(j)}` : "key";
      if ((mask || modified) && !keys.isWritten) writer.line(`let key = ${keyOf(kernel, tile, j, "index")};`);
      each(writer, [rows], (r) => {
        const s = score.at(r, j);
        const dot = usesDot ? `call.scale * ${s}` : s;
        if (usesDot || modified) writer.line(`${s} = ${modified ? `modify(${dot}, ${row.at(r)}, ${key}${diagonalOf(kernel, tile, r, j)})` : dot};`);
        if (guards.minusInfinity) writer.line(`if (bitcast<u32>(${s}) == MINUS_INF_BITS) { masked |= ${maskedBit(r, j, keys.count)}; }`);
      });
      writer.block("if (!is_whole)", () => {
        each(writer, [rows], (r) => {
          const allowed = mask ? `(index < end) & allows(${row.at(r)}, ${key}${diagonalOf(kernel, tile, r, j)})` : "index < end";
          writer.line(`if (!(${allowed})) { ${score.at(r, j)} = -call.inf; masked |= ${maskedBit(r, j, keys.count)}; }`);
        });
      });
    });
  });
}

function writeSoftmax({ schedule }: ForwardKernel, tile: Tile, writer: Writer): void {
  const { rows, keys, score, rowMax, rowSum, rowNan, shrink } = tile;
  writer.line("// Rescale where a key is the largest so far, then add the weights of all.");
  if (keys.isWritten) shrink.declare(writer, "1.0");
  each(writer, [rows], (r) => {
    writer.block("", () => {
      writer.line(`var largest = ${score.at(r, "0u")};`);
      each(writer, [keys], (j) => {
        if (j !== "0u") writer.line(`largest = max(largest, ${score.at(r, j)});`);
        writer.line(`if (heed_is_nan(${score.at(r, j)})) { ${rowNan.at(r)} = ${score.at(r, j)}; }`);
      });
      if (sharesRows(schedule)) writer.line("largest = lane_max(largest);");
      writeRescale(tile, r, writer);
      each(writer, [keys], (j) => {
        writer.line(`${score.at(r, j)} = exp(${score.at(r, j)} - ${rowMax.at(r)});`, `${rowSum.at(r)} += ${score.at(r, j)};`);
      });
    });
  });
}

/** Where loops are written out, on processors, a branch is always walked: the accumulators are scaled when the values are added. */
function writeRescale({ keys, seldomColumns, rowMax, rowSum, accumulator, shrink }: Tile, r: Index, writer: Writer): void {
  if (keys.isWritten) {
    writer.line(`let grows = largest > ${rowMax.at(r)};`, `${shrink.at(r)} = select(1.0, exp(${rowMax.at(r)} - largest), grows);`);
    writer.line(`${rowSum.at(r)} *= ${shrink.at(r)};`, `${rowMax.at(r)} = select(${rowMax.at(r)}, largest, grows);`);
    return;
  }
  writer.block(`if (largest > ${rowMax.at(r)})`, () => {
    writer.line(`let shrink = exp(${rowMax.at(r)} - largest);`, `${rowSum.at(r)} *= shrink;`, `${rowMax.at(r)} = largest;`);
    each(writer, [seldomColumns], (c) => writer.line(`${accumulator.at(r, c)} *= shrink;`));
  });
}

function writeValues(kernel: ForwardKernel, tile: Tile, writer: Writer): void {
  const { rows, keys, vColumns, score, accumulator, shrink } = tile;
  const vectors = keyVectors("v", kernel, writer);
  if (!keys.isWritten) {
    each(writer, [vColumns, keys], (c, j) => writeWeighted(tile, vectors.at(j, c), (r) => score.at(r, j), c, writer));
    return;
  }
  // All keys of a column behind each other, so that an accumulator is read and written once.
  each(writer, [vColumns], (c) => {
    vectors.prepare(c);
    writer.block("", () => {
      each(writer, [keys], (j) => writer.line(`let v_${nameOf(j)} = ${vectors.at(j, c)};`));
      each(writer, [rows], (r) => {
        let total = `${shrink.at(r)} * ${accumulator.at(r, c)}`;
        each(writer, [keys], (j) => (total = `fma(vec4<f32>(${score.at(r, j)}), v_${nameOf(j)}, ${total})`));
        writer.line(`${accumulator.at(r, c)} = ${total};`);
      });
    });
  });
}
