/** @file Masks from IR text, and the block plan that dense evaluation gives, for tests of the planner. */
import { createMachine, float64Domain, type Domain, type Reader } from "#src/ir/machine.ts";
import { createGraph, type Node } from "#src/ir/node.ts";
import { parseNode } from "#src/ir/parse.ts";
import { clampedReader, type Tensor } from "#src/ir/tensor.ts";
import type { ScalarType } from "#src/ir/types.ts";
import { levels, variablesIn } from "#src/ir/variables.ts";
import { runsOf, type BlockPlan } from "#src/plan/block-plan.ts";
import type { PlanRequest } from "#src/plan/plan-blocks.ts";

/** A mask in the IR's nested text; captured tensors by name with the type they read as. */
export function maskOf(text: string, inputs: Readonly<Record<string, ScalarType>> = {}): Node {
  return parseNode(text, createGraph(), { nodes: new Map(), inputs: new Map(Object.entries(inputs)) });
}

export function intTensor(values: readonly number[], shape: readonly number[] = [values.length]): Tensor {
  return { type: "i32", shape, data: Int32Array.from(values) };
}

/** A request over one batch and head, unless `sizes` says more. */
export function requestOf(block: number | readonly [number, number], sizes: Record<string, number>, more: Partial<PlanRequest> = {}): PlanRequest {
  const both = typeof block === "number" ? ([block, block] as const) : block;
  return { block: both, sizes: { B: 1, Hq: 1, Hkv: 1, D: 64, Dv: 64, ...sizes }, params: {}, tensors: new Map(), ...more };
}

/** What a block is: `.` empty, `-` partial, `#` full. */
export type Cell = "." | "-" | "#";

/** One line per block row and (batch, head), from the plan. */
export function planCells(plan: BlockPlan): string[] {
  const [rows, columns] = [Math.ceil(plan.qLen / plan.block[0]), Math.ceil(plan.kvLen / plan.block[1])];
  return eachRow(plan.batches, plan.heads, rows, (b, h, r) => {
    const line = Array.from({ length: columns }, (): Cell => ".");
    for (const { first, end, full } of runsOf(plan, b, h, r)) line.fill(full ? "#" : "-", first, end);
    return line.join("");
  });
}

/** The same, by evaluating the mask at every pair, in float64 if no other domain is given. */
export function denseCells(
  mask: Node,
  { block, sizes, params, tensors }: PlanRequest,
  domain: (read: Reader) => Domain<number> = float64Domain,
): string[] {
  const [rows, columns] = [Math.ceil(sizes["Sq"]! / block[0]), Math.ceil(sizes["Skv"]! / block[1])];
  const machine = createMachine([mask], domain(clampedReader(tensors as ReadonlyMap<string, Tensor>)));
  for (const [name, value] of Object.entries({ ...sizes, ...params })) machine.set(name, value);
  const allows = (q: number, k: number): boolean => {
    machine.set("q_idx", q);
    machine.set("kv_idx", k);
    levels.inOrder.forEach((level) => machine.run(level));
    return machine.get(mask) !== 0;
  };
  const used = variablesIn([mask]);
  const known = new Map<string, string>();
  return eachRow(sizes["B"]!, sizes["Hq"]!, rows, (b, h, r) => {
    const key = [used.has("b") && b, (used.has("h") || used.has("hkv")) && h, r].join();
    machine.set("b", b);
    machine.set("h", h);
    machine.set("hkv", Math.floor((h * sizes["Hkv"]!) / sizes["Hq"]!));
    const line = known.get(key) ?? Array.from({ length: columns }, (_, c) => denseCell(allows, block, sizes, r, c)).join("");
    known.set(key, line);
    return line;
  });
}

function eachRow(batches: number, heads: number, rows: number, line: (b: number, h: number, r: number) => string): string[] {
  return Array.from({ length: batches * heads * rows }, (_, i) => line(Math.floor(i / rows / heads), Math.floor(i / rows) % heads, i % rows));
}

function denseCell(
  allows: (q: number, k: number) => boolean,
  [tall, wide]: readonly [number, number],
  sizes: PlanRequest["sizes"],
  r: number,
  c: number,
): Cell {
  let count = 0;
  for (let q = r * tall; q < Math.min((r + 1) * tall, sizes["Sq"]!); q++) {
    for (let k = c * wide; k < Math.min((c + 1) * wide, sizes["Skv"]!); k++) count += +allows(q, k);
  }
  return count === 0 ? "." : count === tall * wide ? "#" : "-";
}
