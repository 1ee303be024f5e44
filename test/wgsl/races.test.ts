/** @file Data races of staged kernels, looked for by an interpreter that runs the invocations of a workgroup in lockstep. */
import { describe, expect, test } from "vitest";
import type * as reflect from "wgsl_reflect";
import type { Phase } from "#codegen/choose-schedule.ts";
import type { Schedule } from "#codegen/schedule.ts";
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

/** The staged schedule of the family for GPUs: a row to a lane. */
const ofFamily = compileVariant(variant, { ...sizes, block, family: "gpu" }).manifest.schedule;

/** Kernels that share workgroup memory: how they are scheduled, and for what. */
const kernels: readonly (readonly [name: string, phase: Phase, schedule: Schedule])[] = [
  ["of the family", "prefill", ofFamily],
  ["with rows written out", "prefill", { ...ofFamily, rowsPerLane: 2, workgroupSize: 8, stagedKeys: 8, unroll: "text" }],
  ["with loops kept", "prefill", { ...ofFamily, workgroupSize: 8, keys: 1, stagedKeys: 5, unroll: "none" }],
  ["for few rows", "decode", { ...ofFamily, workgroupSize: 4, keys: 2, stagedKeys: 6 }],
];

function bindings({ bindings: list, uniforms }: ReturnType<typeof programOf>["manifest"], Sq: number): Record<string, unknown> {
  const call = { ...sizes, Sq };
  const plan = planBlocks(runPasses(variant).sections.mask, { block, sizes: call, params: {}, tensors: new Map() });
  const { q, k, v, out } = shapesOf(call, keys);
  const strides = { q: rowMajor(q), k: rowMajor(k), v: rowMajor(v), out: rowMajor(out) };
  const values = encodeUniforms({ uniforms }, { sizes: call, params: {}, strides, plan, scale: 1, keys, splits: 1, parts: 1 });
  const contents: Record<string, ArrayBufferView | ArrayBuffer> = {
    plan: plan.words,
    q: noise(2 * Sq, 1),
    k: noise(80, 2),
    v: noise(120, 3),
    out: new Float32Array(3 * Sq),
    lse: new Float32Array(Sq),
    parts: new Float32Array(3 * Sq),
    part_lse: new Float32Array(Sq),
    slope: noise(1, 4),
    bias: noise(40, 5),
  };
  return Object.fromEntries(list.map(({ binding, role, input }) => [binding, role === "call" ? { uniform: values } : contents[input ?? role]!]));
}

function programOf(phase: Phase, schedule: Schedule) {
  const module = compileVariant(variant, { ...sizes, block, packed: false, schedules: { [phase]: schedule } });
  return phase === "decode" ? module.decoder! : module;
}

/** The interpreter takes a loop's jump and the statement behind it in one step, so a barrier must not be first; and `block` for a keyword. */
const forInterpreter = (code: string): string =>
  code.replace("first += STAGED_KEYS) {", "first += STAGED_KEYS) { let jump = first;").replaceAll(/\bblock\b/g, "one_block");

/** The kernel without its `n`-th barrier. */
function withoutBarrier(code: string, n: number): string {
  let seen = 0;
  return code.replace(/workgroupBarrier\(\);/g, (barrier) => (seen++ === n ? "" : barrier));
}

describe.each(kernels)("a staged kernel %s", (_, phase, schedule) => {
  const { manifest, wgsl } = programOf(phase, schedule);
  const results = phase === "decode" ? ["parts", "part_lse"] : ["out", "lse"];

  /** The variables with races, among those that invocations share: the interpreter takes private variables that are no vectors for shared. */
  function racesIn(code: string): string[] {
    const { races, errors } = detectRaces(forInterpreter(code), manifest.entryPoint, [1, 1, 1], {
      "0": bindings(manifest, phase === "decode" ? 4 : 16),
    });
    expect(errors).toEqual([]);
    const owned = new Set([...code.matchAll(/var<private> (\w+)/g)].map(([, name]) => name!));
    return [...new Set(races.map(({ bufferId }) => String(bufferId)))].filter((name) => !owned.has(name)).sort();
  }

  test("shares what it stages and the results, between two barriers, and has no races", () => {
    const shared = [...wgsl.matchAll(/var<(?:workgroup|storage, read_write)> (\w+)/g)].map(([, name]) => name!);
    expect(shared).toEqual([...results, "k_tile", "v_tile", "key_tile", "tile_poisoned"]);
    expect(wgsl.match(/workgroupBarrier\(\)/g)).toHaveLength(2);
    expect(racesIn(wgsl)).toEqual([]);
  });

  // What is atomic is not raced for.
  test.each([0, 1])("without barrier %i all else that is staged is raced for", (n) => {
    expect(racesIn(withoutBarrier(wgsl, n))).toEqual(["k_tile", "key_tile", "v_tile"]);
  });
});
