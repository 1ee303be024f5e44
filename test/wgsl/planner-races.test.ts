/** @file Data races of planners that share the pairs of a block, looked for by an interpreter that runs the invocations in lockstep. */
import { expect, test } from "vitest";
import type * as reflect from "wgsl_reflect";
import { compileVariant } from "#src/compile.ts";
import { runPasses } from "#src/passes/index.ts";
import { planBlocks } from "#src/plan/plan-blocks.ts";
import { encodeUniforms, rowMajor, shapesOf } from "#src/runtime/uniforms.ts";
import { variantOf } from "#test/support/attention-data.ts";

/** The package's main entry is CommonJS that says it is not; its types belong to both. */
const modulePath: string = "wgsl_reflect/wgsl_reflect.module.js";
const { detectRaces } = (await import(modulePath)) as typeof reflect;

const variant = variantOf(`attention packed {
  input doc: i32[S]
  mask = doc[q_idx] == doc[kv_idx] && q_idx + 20 >= kv_idx
}`);
const sizes = { B: 1, Hq: 1, Hkv: 1, Sq: 16, Skv: 40, D: 1, Dv: 1, S: 40 };
const keys = { first: 0, end: 40 };
const block = [16, 16] as const;
const { manifest, wgsl } = compileVariant(variant, { ...sizes, block, family: "gpu" }).planner!;

function bindings(): Record<string, unknown> {
  const tensors = new Map([["doc", undefined]]);
  const plan = planBlocks(runPasses(variant).sections.mask, { block, sizes, params: {}, tensors });
  const { q, k, v, out } = shapesOf(sizes, keys);
  const strides = { q: rowMajor(q), k: rowMajor(k), v: rowMajor(v), out: rowMajor(out) };
  const contents: Record<string, ArrayBufferView> = {
    plan: plan.words,
    refined: new Uint32Array(4 * (3 + 2)),
    doc: Int32Array.from({ length: 40 }, (_, i) => Math.floor(i / 16)),
  };
  return Object.fromEntries(
    manifest.bindings.map(({ binding, role, input }) => [
      binding,
      role === "call" ? { uniform: encodeUniforms(manifest, { sizes, params: {}, strides, plan, scale: 1, keys }) } : contents[input ?? role]!,
    ]),
  );
}

/** The variables with races. Blocks one at a time, so that what they share is used again; the interpreter takes a jump and the next step in one. */
function racesIn(code: string): string[] {
  const text = code.replace(/BLOCKS: u32 = \d+u/, "BLOCKS: u32 = 1u").replace("some += BLOCKS) {", "some += BLOCKS) { let step = some;");
  const { races, errors } = detectRaces(text, manifest.entryPoint, [1, 1, 1], { "0": bindings() });
  expect(errors).toEqual([]);
  return [...new Set(races.map(({ bufferId }) => bufferId))].sort();
}

/** The planner without its `n`-th barrier. */
function withoutBarrier(n: number): string {
  let seen = 0;
  return wgsl.replace(/workgroupBarrier\(\);/g, (barrier) => (seen++ === n ? "" : barrier));
}

test("a planner that shares pairs has no races", () => {
  expect([...wgsl.matchAll(/var<(?:workgroup|storage, read_write)> (\w+)/g)].map(([, name]) => name)).toEqual(["refined", "doc_q_idx", "seen"]);
  expect(wgsl.match(/workgroupBarrier\(\)/g)).toHaveLength(3);
  expect(racesIn(wgsl)).toEqual([]);
});

test("without the first barrier the rows are raced for", () => {
  expect(racesIn(withoutBarrier(0))).toEqual(["doc_q_idx"]);
});
