/**
 * @file Random programs on random shapes, scheduled as every kind of device has them and in any way that this device can run: the kernels for
 * many rows and for few, and the merged parts of shards, equal the reference within its error budget. A kernel is made seldom and called
 * often: each program runs on several shapes, params and tensors of the same compiled kernel.
 */
import fc from "fast-check";
import { expect, it } from "vitest";
import type { DeviceFamily, Phase } from "#codegen/choose-schedule.ts";
import type { Schedule } from "#codegen/schedule.ts";
import type { CompileTarget } from "#src/compile.ts";
import { parseVariant } from "#src/ir/parse.ts";
import { decodeHalf, encodeHalf, type TensorData } from "#src/ir/tensor.ts";
import type { Variant } from "#src/ir/variant.ts";
import { compareWithBudget, rowBudgets } from "#src/reference/budget.ts";
import type { DenseProblem, DenseSizes } from "#src/reference/dense.ts";
import { combine } from "#src/runtime/combine.ts";
import { compile } from "#src/runtime/compile.ts";
import { scheduleLimits } from "#src/runtime/device-family.ts";
import type { Kernel } from "#src/runtime/kernel.ts";
import type { RunResult } from "#src/runtime/run.ts";
import { gpuDescribe, hasDevice, hasF16, testDevice } from "#test/support/device.ts";
import { hash, inputs, randomTensor, variantArbitrary } from "#test/support/ir-arbitrary.ts";
import { stored, type Dtype } from "#test/support/on-device.ts";
import { scheduleArbitrary } from "#test/support/schedule-arbitrary.ts";
import { propertyOptions } from "#test/support/seed.ts";

/**
 * Ways to schedule; on how many programs each is tried, and how deep these are: what is written out has the user's code for every pair of a
 * row and a key, and takes long to make.
 */
const machines: readonly (readonly [DeviceFamily | "any legal schedule", programs: number, depth: number])[] = [
  ["quick", 30, 4],
  ["gpu", 4, 3],
  ["lavapipe", 4, 2],
  ["swiftshader", 4, 2],
  ["any legal schedule", 24, 2],
];

const blocks = [
  [16, 16],
  [64, 16],
  [17, 48],
  [64, 64],
] as const;

type Target = Required<Pick<CompileTarget, "Hq" | "Hkv" | "D" | "Dv" | "block" | "dtype">>;

const targetArbitrary: fc.Arbitrary<Target> = fc
  .record({
    Hkv: fc.integer({ min: 1, max: 2 }),
    group: fc.constantFrom(1, 2, 3, 4, 5, 7),
    D: fc.constantFrom(1, 3, 8, 17),
    Dv: fc.constantFrom(1, 2, 4, 5, 12),
    block: fc.constantFrom(...blocks),
    dtype: fc.constantFrom<Dtype>(...(hasF16 ? (["f32", "f16"] as const) : (["f32"] as const))),
  })
  .map(({ Hkv, group, ...rest }) => (group > 4 ? { ...rest, Hkv: 1, Hq: group } : { ...rest, Hkv, Hq: Hkv * group }));

const limits = hasDevice ? scheduleLimits(await testDevice()) : { workgroupBytes: 16384, workgroupSize: 256, subgroup: 0 };

type Schedules = Readonly<Record<Phase, Schedule>>;

/** What a kernel is compiled for; the shapes of its calls follow from the seed. */
const caseArbitrary = (machine: (typeof machines)[number][0], depth: number) =>
  targetArbitrary.chain((target) => {
    const shape = { ...target, extraBytesPerKey: 64 };
    const schedules: fc.Arbitrary<Schedules | undefined> =
      machine === "any legal schedule"
        ? fc.record({ prefill: scheduleArbitrary("prefill", shape, limits), decode: scheduleArbitrary("decode", shape, limits) })
        : fc.constant(undefined);
    return fc.record({ target: fc.constant(target), schedules, text: variantArbitrary({ tame: true, depth }), seed: fc.nat() });
  });

const between = (seed: number, salt: number, least: number, most: number): number => least + (hash(seed, [salt]) % (most - least + 1));

/** Many rows, or few over more keys. */
function problemFor(variant: Variant, { Hq, Hkv, D, Dv, dtype }: Target, phase: Phase, seed: number): DenseProblem {
  const [rows, keys] = phase === "decode" ? [between(seed, 2, 1, 8), between(seed, 3, 1, 300)] : [between(seed, 2, 1, 70), between(seed, 3, 1, 90)];
  const sizes: DenseSizes = { Hq, Hkv, D, Dv, B: between(seed, 1, 1, 2), Sq: rows, Skv: keys };
  const scalars = {
    window: between(seed, 4, -2, 40),
    temperature: between(seed, 5, -8, 8) / 8,
    strict: between(seed, 6, 0, 1),
    T: between(seed, 7, 1, 9),
  };
  const tensor = (shape: readonly number[], salt: number) => randomTensor("f32", shape, seed + salt).data.map((x) => x / 4) as Float32Array;
  const { B, Sq, Skv } = sizes;
  const captured = variant.inputs.map(({ name, type }, i) => {
    const shape = inputs[name]!.dims.map((dim) => ({ ...sizes, ...scalars })[dim as "B"]);
    return [name, randomTensor(type, shape, seed + 31 * i)] as const;
  });
  const [q, k, v] = [tensor([B, Hq, Sq, D], 11), tensor([B, Hkv, Skv, D], 12), tensor([B, Hkv, Skv, Dv], 13)];
  return stored({ sizes, scalars, inputs: new Map(captured), q: q!, k: k!, v: v! }, dtype);
}

const encode = (values: ArrayLike<number>, dtype: Dtype): TensorData =>
  dtype === "f16" ? Uint16Array.from(values, encodeHalf) : Float32Array.from(values);

/** Keys `first` to before `end` of every head of k or v. */
function shardOf(values: ArrayLike<number>, { Skv }: DenseSizes, columns: number, first: number, end: number): number[] {
  return Array.from(values).filter((_, i) => {
    const key = Math.floor(i / columns) % Skv;
    return first <= key && key < end;
  });
}

/** The result of a call, or of shards of the keys, whose ends are given, merged. */
async function runProblem(kernel: Kernel, variant: Variant, dtype: Dtype, problem: DenseProblem, ends: readonly number[]) {
  const { sizes, scalars, q, k, v, inputs: captured } = problem;
  const params = Object.fromEntries(variant.params.map(({ name, type }) => [name, type === "bool" ? scalars[name]! !== 0 : scalars[name]!]));
  const run = (first: number, end: number): Promise<RunResult<TensorData>> => {
    const shard = { k: shardOf(k, sizes, sizes.D, first, end), v: shardOf(v, sizes, sizes.Dv, first, end) };
    const tensors = { ...Object.fromEntries(captured), q: encode(q, dtype), k: encode(shard.k, dtype), v: encode(shard.v, dtype) };
    return kernel.partial(tensors as typeof tensors & Record<string, TensorData>, { ...sizes, params, keys: [first, end] });
  };
  const { out, lse } = combine(await Promise.all(ends.map((end, i) => run(ends[i - 1] ?? 0, end))));
  return { out: dtype === "f16" ? Float32Array.from(out, decodeHalf) : out, lse };
}

/** The calls of a kernel: whole, and in shards, which f16 would round once more. */
function callsOf(seed: number, { dtype }: Target): readonly { phase: Phase; seed: number; isSharded: boolean }[] {
  const phases = ["prefill", "prefill", "decode", "decode"] as const;
  return phases.map((phase, i) => ({ phase, seed: seed + i, isSharded: i % 2 === 1 && dtype === "f32" }));
}

gpuDescribe("random kernels", () => {
  it.each(machines)("of %s equal the reference within budget", { timeout: 900_000 }, async (machine, programs, depth) => {
    const device = await testDevice();
    let calls = 0;
    let worst = 0;
    await fc.assert(
      fc.asyncProperty(caseArbitrary(machine, depth), async ({ target, schedules, text, seed }) => {
        const variant = parseVariant(text);
        const how = machine === "any legal schedule" ? { family: "quick" as const, schedules: schedules! } : { family: machine };
        const kernel = await compile(variant, { device, ...target, ...how });
        for (const call of callsOf(seed, target)) {
          const problem = problemFor(variant, target, call.phase, call.seed);
          const { Skv } = problem.sizes;
          const cuts = call.isSharded ? [between(call.seed, 8, 1, Skv), between(call.seed, 9, 1, Skv)] : [];
          const ends = [...new Set([...cuts, Skv])].toSorted((a, b) => a - b);
          const result = await runProblem(kernel, variant, target.dtype, problem, ends);
          const verdict = compareWithBudget(result, rowBudgets(variant, problem, target.dtype));
          calls++;
          worst = Math.max(worst, verdict.worst);
          expect(verdict, JSON.stringify({ call, ends, sizes: problem.sizes })).toMatchObject({ ok: true });
        }
      }),
      propertyOptions(`kernels of ${machine} equal the reference`, programs),
    );
    console.info(`random kernels of ${machine}: ${calls} calls, worst error over budget ${worst.toFixed(2)}`);
  });
});
