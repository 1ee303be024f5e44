/** @file Data races of staged kernels, looked for by an interpreter that runs the invocations of a workgroup in lockstep. */
import { expect, test } from "vitest";
import type * as reflect from "wgsl_reflect";
import { compileVariant } from "#src/compile.ts";
import { planBlocks } from "#src/plan/plan-blocks.ts";
import { runPasses } from "#src/passes/index.ts";
import { encodeUniforms, rowMajor, shapesOf } from "#src/runtime/uniforms.ts";
import { noise, variantOf } from "#test/support/attention-data.ts";

/** The package's main entry is CommonJS that says it is not; its types belong to both. */
const modulePath: string = "wgsl_reflect/wgsl_reflect.module.js";
const { detectRaces } = (await import(modulePath)) as typeof reflect;

const variant = variantOf(`attention alibi {
  input slope: f32[Hq]
  input bias: f32[Skv]
  mask  = q_idx >= kv_idx - 20
  score = score + slope[h] * (kv_idx - q_idx) + tanh(bias[kv_idx])
}`);
const sizes = { B: 1, Hq: 1, Hkv: 1, Sq: 16, Skv: 40, D: 2, Dv: 3 };
const keys = { first: 0, end: 40 };
const block = [16, 16] as const;
const { manifest, wgsl } = compileVariant(variant, { ...sizes, block, family: "gpu" });

function bindings(): Record<string, unknown> {
  const plan = planBlocks(runPasses(variant).sections.mask, { block, sizes, params: {}, tensors: new Map() });
  const { q, k, v, out } = shapesOf(sizes, keys);
  const strides = { q: rowMajor(q), k: rowMajor(k), v: rowMajor(v), out: rowMajor(out) };
  const uniforms = encodeUniforms(manifest, { sizes, params: {}, strides, plan, scale: 1, keys });
  const contents: Record<string, ArrayBufferView | ArrayBuffer> = {
    plan: plan.words,
    q: noise(32, 1),
    k: noise(80, 2),
    v: noise(120, 3),
    out: new Float32Array(48),
    lse: new Float32Array(16),
    slope: noise(1, 4),
    bias: noise(40, 5),
  };
  return Object.fromEntries(
    manifest.bindings.map(({ binding, role, input }) => [binding, role === "call" ? { uniform: uniforms } : contents[input ?? role]!]),
  );
}

/** What invocations share: workgroup memory and the results. */
const shared = [...wgsl.matchAll(/var<(?:workgroup|storage, read_write)> (\w+)/g)].map(([, name]) => name!);

/**
 * The kernel as the interpreter understands it. It takes arrays of `var<private>` for shared: with at most four columns they are single
 * vectors, which it knows to be apart. And it takes a loop's jump and the statement behind it in one step, so a barrier must not be first.
 */
function forInterpreter(code: string): string {
  return code
    .replace(/(var<private> \w+): array<vec4<f32>, \w+>/g, "$1: vec4<f32>")
    .replace(/\b(q_row|accumulator)\[d( \/ 4u)?\]/g, "$1")
    .replace("first += KEYS) {", "first += KEYS) { let step = first;");
}

/** The variables with races. */
function racesIn(code: string): string[] {
  const { races, errors } = detectRaces(forInterpreter(code), manifest.entryPoint, [1, 1, 1], { "0": bindings() });
  expect(errors).toEqual([]);
  return [...new Set(races.map(({ bufferId }) => bufferId))].sort();
}

/** The kernel without its `n`-th barrier. */
function withoutBarrier(n: number): string {
  let seen = 0;
  return wgsl.replace(/workgroupBarrier\(\);/g, (barrier) => (seen++ === n ? "" : barrier));
}

test("a staged kernel has no races", () => {
  expect(shared).toEqual(["out", "lse", "k_tile", "v_tile", "key_value"]);
  expect(wgsl.match(/workgroupBarrier\(\)/g)).toHaveLength(2);
  expect(racesIn(wgsl)).toEqual([]);
});

test.each([0, 1])("without barrier %i all that is staged is raced for", (n) => {
  expect(racesIn(withoutBarrier(n))).toEqual(["k_tile", "key_value", "v_tile"]);
});
