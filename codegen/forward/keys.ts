/**
 * @file Keys and values on their way to the lanes: from memory, through workgroup memory, or spread over a subgroup; and what the variant
 * computes once per key. Past the last key of the shard the last one is read, and masked by the step.
 */
import { product, sum, type Index } from "../registers.ts";
import { vectorsPerLane } from "../schedule.ts";
import type { NamedValue } from "../weave.ts";
import type { Writer } from "../writer.ts";
import { writeMatrixStaging, writeMatrixTiles } from "./matrix.ts";
import { columnOf } from "./rows.ts";
import type { ForwardKernel } from "./kernel.ts";

export type KeyTensor = "k" | "v";

/** The functions that read q, k and v, `Key` with the values of the variant that belong to a key, and the staging of a tile. */
export function writeKeyReads(kernel: ForwardKernel, writer: Writer): void {
  const { schedule, usesDot, D, Dv } = kernel;
  if (schedule.source === "broadcast") writer.line(`const SUBGROUP: u32 = ${schedule.subgroup}u;`, "");
  if (usesDot) writeLoad("q", D, kernel, writer);
  for (const tensor of tensorsOf(kernel)) {
    writer.line(`// Where the keys of this head begin in ${tensor.toUpperCase()}.`, `var<private> ${tensor}_base: u32;`);
    writeLoad(tensor, tensor === "k" ? D : Dv, kernel, writer);
  }
  writeFiniteLoad(writer);
  writeKeyType(kernel, writer);
  if (schedule.source === "workgroup") writeStaging(kernel, writer);
  if (schedule.source === "matrix") {
    writeMatrixTiles(kernel, writer);
    writePoisonFlag(writer);
    writeMatrixStaging(kernel, writer);
  }
}

/** Whether what the variant computes once per key is kept in workgroup memory, too. */
export const stagesKeys = ({ schedule, weave }: ForwardKernel): boolean => schedule.source === "workgroup" && weave.column.length > 0;

export const tensorsOf = ({ usesDot }: ForwardKernel): readonly KeyTensor[] => (usesDot ? ["k", "v"] : ["v"]);

/** Four neighbouring columns of a row as a vector; columns past the end are 0. */
function writeLoad(tensor: "q" | KeyTensor, columns: number, { layout, dtype, schedule, packed }: ForwardKernel, writer: Writer): void {
  const held = 4 * vectorsPerLane(columns, schedule.lanesPerRow) * schedule.lanesPerRow;
  if (packed && columns % 4 === 0) {
    const element = `${layout.vectors(tensor, dtype)}[(row + d) / 4u]`;
    const read = dtype === "f16" ? `heed_halves(${element})` : element;
    const inside = held === columns ? read : `select(vec4<f32>(0.0), ${read}, d < ${columns}u)`;
    return writer.line(`fn load_${tensor}(row: u32, d: u32) -> vec4<f32> { return ${inside}; }`, "");
  }
  const stride = `call.${tensor}_column`;
  const storage = layout.storage(tensor, dtype);
  writer.block(`fn load_${tensor}(row: u32, d: u32) -> vec4<f32>`, () => {
    writer.line(`let at = row + d * ${stride};`);
    const elements = [0, 1, 2, 3].map((i) => {
      const read = `f32(${storage}[at${i === 0 ? "" : ` + ${i === 1 ? "" : `${i}u * `}${stride}`}])`;
      const isInside = held === columns || (held - columns < 4 && i < 4 - (held - columns));
      return isInside ? read : `select(0.0, ${read}, d + ${i}u < ${columns}u)`;
    });
    writer.line(`return vec4<f32>(${elements.join(", ")});`);
  });
  writer.line("");
}

/** A masked pair weighs 0, and 0 times NaN or infinity is NaN: such values are taken apart, and `poison.ts` adds them where they belong. */
function writeFiniteLoad(writer: Writer): void {
  writer.line("// Whether V has held NaN or infinity; they are read as 0, and added apart.");
  writer.line("var<private> is_poisoned: bool;");
  writer.block("fn is_infinite(v: vec4<f32>) -> vec4<bool>", () => {
    writer.line("return (bitcast<vec4<u32>>(v) & vec4<u32>(0x7f800000u)) == vec4<u32>(0x7f800000u);");
  });
  writer.line("");
  writer.block("fn load_finite_v(row: u32, d: u32) -> vec4<f32>", () => {
    writer.line("let v_vector = load_v(row, d);", "let infinite = is_infinite(v_vector);", "is_poisoned |= any(infinite);");
    writer.line("return select(v_vector, vec4<f32>(0.0), infinite);");
  });
  writer.line("");
}

/** What one lane found while staging, for all. */
const writePoisonFlag = (writer: Writer): void => writer.line("var<workgroup> tile_poisoned: atomic<u32>;");

/** How the columns of a tensor are read on their way to the lanes. */
const loadOf = (tensor: KeyTensor): string => (tensor === "v" ? "load_finite_v" : "load_k");

function writeKeyType({ weave }: ForwardKernel, writer: Writer): void {
  writer.line("// A key: where it is, and what the variant computes once for it.");
  writer.block("struct Key", () => {
    writer.line("kv_idx: i32,", ...weave.column.map(({ name, node }) => `${name}: ${node.type},`));
  });
  writer.line("");
  writer.block("fn key_at(kv_idx: i32, row: Row) -> Key", () => {
    writer.line("var key: Key = Key();", "key.kv_idx = kv_idx;");
    const known: NamedValue[] = weave.uniform.map(({ node, name }) => ({ node, name: `row.${name}` }));
    for (const { name, node } of weave.column) {
      writer.line(`key.${name} = ${weave.expression(node, known)};`);
      known.push({ node, name: `key.${name}` });
    }
    writer.line("return key;");
  });
  writer.line("");
}

function writeStaging(kernel: ForwardKernel, writer: Writer): void {
  const width = { k: "QK_VECTORS * LANES_PER_ROW", v: "V_VECTORS * LANES_PER_ROW" };
  writer.line("// A tile of keys, and what is computed once for each.");
  for (const tensor of tensorsOf(kernel)) writer.line(`var<workgroup> ${tensor}_tile: array<vec4<f32>, STAGED_KEYS * ${width[tensor]}>;`);
  if (stagesKeys(kernel)) writer.line("var<workgroup> key_tile: array<Key, STAGED_KEYS>;");
  writePoisonFlag(writer);
  writer.line("", "// Fills the tile with keys first … first + STAGED_KEYS.");
  writer.block(`fn stage(first: u32, lane: u32${stagesKeys(kernel) ? ", row: Row" : ""})`, () => {
    writer.line("let last = call.kv_end - 1u;");
    for (const tensor of tensorsOf(kernel)) {
      writer.block(`for (var i = lane; i < STAGED_KEYS * ${width[tensor]}; i += WORKGROUP)`, () => {
        writer.line(`let key = min(first + i / (${width[tensor]}), last);`);
        writer.line(`${tensor}_tile[i] = ${loadOf(tensor)}(${tensor}_base + key * call.${tensor}_row, 4u * (i % (${width[tensor]})));`);
      });
    }
    writer.line("if (is_poisoned) { atomicStore(&tile_poisoned, 1u); }");
    if (!stagesKeys(kernel)) return;
    writer.block("for (var i = lane; i < STAGED_KEYS; i += WORKGROUP)", () => {
      writer.line("key_tile[i] = key_at(i32(min(first + i, last)), row);");
    });
  });
  writer.line("");
}

/** Reads the vectors of K or V in a step, as text. */
export interface KeyVectors {
  /** Writes what vector `c` of the step's keys needs, if it has not been written. */
  prepare(c: Index): void;
  /** Vector `c` of the step's key `j`. */
  at(j: Index, c: Index): string;
}

export function keyVectors(tensor: KeyTensor, kernel: ForwardKernel, writer: Writer): KeyVectors {
  const { schedule } = kernel;
  const nothing = (): void => undefined;
  if (schedule.source === "workgroup") {
    const width = vectorsPerLane(tensor === "k" ? kernel.D : kernel.Dv, schedule.lanesPerRow) * schedule.lanesPerRow;
    const column = (c: Index): Index => (schedule.lanesPerRow > 1 ? `${c} * LANES_PER_ROW + lane_in_row` : c);
    return { prepare: nothing, at: (j, c) => `${tensor}_tile[${sum(`${product(sum("slot", j), width)}`, column(c))}]` };
  }
  const row = (key: Index): string => `${tensor}_base + ${key} * call.${tensor}_row`;
  if (schedule.source === "memory") {
    return { prepare: nothing, at: (j, c) => `${loadOf(tensor)}(${row(`min(${sum("first", j)}, last)`)}, ${columnOf(c, kernel)})` };
  }
  return broadcastVectors(tensor, kernel, writer, row);
}

/** Vectors of the step's keys behind each other, a subgroup's lanes side by side along them; each is spread from the lane that has it. */
function broadcastVectors(tensor: KeyTensor, { schedule, D, Dv }: ForwardKernel, writer: Writer, row: (key: Index) => string): KeyVectors {
  const { subgroup, keys } = schedule;
  const width = vectorsPerLane(tensor === "k" ? D : Dv, 1);
  const written = new Set<number>();
  const placeOf = (j: number, c: number) => ({ chunk: Math.floor((j * width + c) / subgroup), lane: (j * width + c) % subgroup });
  const number = (place: Index): number => Number.parseInt(place, 10);
  const load = (chunk: number): string => {
    const first = chunk * subgroup;
    const [key, vector] =
      width % subgroup === 0
        ? [`${Math.floor(first / width)}u`, sum(`${first % width}u`, "lane_in_row")]
        : [`(${sum(`${first}u`, "lane_in_row")}) / ${width}u`, `(${sum(`${first}u`, "lane_in_row")}) % ${width}u`];
    return `${loadOf(tensor)}(${row(`min(${sum("first", key)}, last)`)}, 4u * (${vector}))`;
  };
  return {
    prepare(c) {
      for (let j = 0; j < keys; j++) {
        const { chunk } = placeOf(j, number(c));
        if (!written.has(chunk)) writer.line(`let ${tensor}_chunk_${chunk} = ${load(chunk)};`);
        written.add(chunk);
      }
    },
    at(j, c) {
      const { chunk, lane } = placeOf(number(j), number(c));
      return `subgroupBroadcast(${tensor}_chunk_${chunk}, ${lane}u)`;
    },
  };
}
