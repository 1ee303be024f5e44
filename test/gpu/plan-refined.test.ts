/** @file Plans that the device makes of tensors that it alone has, block by block against those of the CPU, which has the values. */
import { describe, expect, it } from "vitest";
import { encodeHalf, type Tensor } from "#src/ir/tensor.ts";
import { countBlocks, runsOf, type BlockPlan, type Run } from "#src/plan/block-plan.ts";
import type { CallOptions } from "#src/runtime/call.ts";
import { variantOf } from "#test/support/attention-data.ts";
import { gpuDescribe } from "#test/support/device.ts";
import { planMasks, randomBits, smallScale, type MaskCall, type MaskScale } from "#test/support/plan-masks.ts";
import { planCells } from "#test/support/plans.ts";
import { createRefiner, styles, type Refiner } from "#test/support/refined-plans.ts";

const i32 = (values: readonly number[], shape: readonly number[] = [values.length]): Tensor => ({
  type: "i32",
  shape,
  data: Int32Array.from(values),
});
const bool = (values: readonly number[]): Tensor => ({ type: "bool", shape: [values.length], data: Uint8Array.from(values) });
const range = (count: number, value: (i: number) => number): number[] => Array.from({ length: count }, (_, i) => value(i));

/** A mask, and calls of one kernel of it: sizes, params, and tensors that only the device has. */
interface Case {
  readonly text: string;
  readonly calls: readonly { readonly inputs: Readonly<Record<string, Tensor>>; readonly options: CallOptions }[];
  readonly block?: readonly [number, number];
  readonly heads?: readonly [Hq: number, Hkv: number];
}

/** Documents of these lengths, one after the other. */
const documents = (lengths: readonly number[]): number[] => lengths.flatMap((length, doc) => range(length, () => doc));

const cases: Readonly<Record<string, Case>> = {
  "packed documents": {
    text: "attention packed { input doc: i32[N]\n mask = doc[q_idx] == doc[kv_idx] && q_idx >= kv_idx }",
    calls: [
      { inputs: { doc: i32(documents([100, 28, 65, 7, 40, 16])) }, options: { B: 1, Sq: 256, Skv: 256 } },
      { inputs: { doc: i32(documents([250, 3])) }, options: { B: 2, Sq: 253, Skv: 253 } },
      { inputs: { doc: i32(documents([16, 11])) }, options: { B: 1, Sq: 27, Skv: 27 } },
    ],
  },
  "nested offsets": {
    text: `attention nested {
      input doc: i32[Sq]
      input off: i32[N]
      mask = kv_idx >= off[doc[q_idx]] && kv_idx < off[doc[q_idx] + 1] && kv_idx - off[doc[q_idx]] <= q_idx
    }`,
    calls: [
      { inputs: { doc: i32(documents([50, 90, 30])), off: i32([0, 50, 140, 170]) }, options: { B: 1, Sq: 170, Skv: 170 } },
      { inputs: { doc: i32(documents([1, 63, 64])), off: i32([0, 96, 100, 300]) }, options: { B: 1, Sq: 128, Skv: 300 } },
    ],
  },
  "keys to keep, and rows": {
    text: `attention kept {
      input keep: bool[Skv]
      input near: bool[Sq]
      mask = keep[kv_idx] && (near[q_idx] ? q_idx - kv_idx < 20 : q_idx >= kv_idx)
    }`,
    calls: [
      [130, 131, 7],
      [64, 200, 3],
    ].map(([Sq = 0, Skv = 0, step = 1]) => ({
      inputs: { keep: bool(range(Skv, (i) => +(i % 90 > 40 + (i % step)))), near: bool(range(Sq, (i) => (i >> 5) & 1)) },
      options: { B: 1, Sq, Skv },
    })),
  },
  "keys to keep alone": {
    text: "attention padding { input keep: bool[Skv]\n mask = keep[kv_idx] }",
    calls: [{ inputs: { keep: bool(range(77, (i) => +(i < 50))) }, options: { B: 1, Sq: 40, Skv: 77 } }],
  },
  "rows to keep alone": {
    text: "attention dropped { input keep: bool[Sq]\n mask = keep[q_idx] }",
    calls: [{ inputs: { keep: bool(range(77, (i) => +(i > 20))) }, options: { B: 1, Sq: 77, Skv: 40 } }],
  },
  "lengths per batch": {
    text: "attention lengths { input length: i32[B]\n mask = kv_idx < length[b] && q_idx >= kv_idx }",
    heads: [4, 2],
    calls: [
      { inputs: { length: i32([100, 0, 33]) }, options: { B: 3, Sq: 100, Skv: 100 } },
      { inputs: { length: i32([32]) }, options: { B: 1, Sq: 64, Skv: 64 } },
    ],
  },
  "batches that are on or off": {
    text: "attention gated { input on: bool[B]\n mask = on[b] }",
    calls: [{ inputs: { on: bool([1, 0, 1]) }, options: { B: 3, Sq: 40, Skv: 32 } }],
  },
  "windows per head": {
    text: `attention reaching {
      param shift: i32 = 0
      input reach: i32[Hq]
      input sink: i32[Hkv]
      mask = abs(q_idx - kv_idx + shift) <= reach[h] || kv_idx < sink[hkv]
    }`,
    heads: [4, 2],
    calls: [0, 40].map((shift) => ({
      inputs: { reach: i32([5, 0, 70, 1000]), sink: i32([4, 40]) },
      options: { B: 2, Sq: 130, Skv: 140, params: { shift } },
    })),
  },
  "a kind per batch and head": {
    text: "attention kinds { input kind: u32[B, Hq]\n mask = kind[b, h] == 0 ? q_idx >= kv_idx : kind[b, h] == 1 ? q_idx - kv_idx < 9 : kv_idx < 16 }",
    heads: [3, 3],
    calls: [{ inputs: { kind: { type: "u32", shape: [2, 3], data: Uint32Array.of(0, 1, 2, 2, 1, 0) } }, options: { B: 2, Sq: 70, Skv: 90 } }],
  },
  "a neighbourhood by tables": {
    text: `attention neighbours {
      param radius: i32 = 2
      input line: i32[S]
      input place: i32[S]
      mask = abs(line[q_idx] - line[kv_idx]) <= radius && abs(place[q_idx] - place[kv_idx]) <= radius
    }`,
    block: [16, 32],
    calls: [12, 15].map((wide) => ({
      inputs: { line: i32(range(wide * 13, (i) => Math.floor(i / wide))), place: i32(range(wide * 13, (i) => i % wide)) },
      options: { B: 1, Sq: wide * 13, Skv: wide * 13, params: { radius: wide - 10 } },
    })),
  },
  "halves and floats": {
    text: `attention measured {
      input far: f16[Sq]
      input gain: f32[Skv]
      mask = far[q_idx] > kv_idx && gain[kv_idx] >= 0
    }`,
    calls: [
      {
        inputs: {
          far: {
            type: "f16",
            shape: [90],
            data: Uint16Array.from(
              range(90, (i) => (i % 7 === 0 ? Infinity : 90 - i)),
              encodeHalf,
            ),
          },
          gain: { type: "f32", shape: [95], data: Float32Array.from(range(95, (i) => (i < 40 ? 1 : i < 60 ? -1 : i % 9 === 0 ? NaN : 0))) },
        },
        options: { B: 1, Sq: 90, Skv: 95 },
      },
    ],
  },
  "blocks that no workgroup divides": {
    text: "attention odd { input doc: i32[S]\n mask = doc[q_idx] == doc[kv_idx] }",
    block: [17, 100],
    calls: [{ inputs: { doc: i32(documents([210, 3, 100])) }, options: { B: 1, Sq: 300, Skv: 313 } }],
  },
};

/** The masks that the planner is measured on, as far as they read tensors. */
const measured: Readonly<Record<string, MaskCall>> = Object.fromEntries(
  Object.entries({ ...planMasks, "random bits": ({ tokens }: MaskScale) => randomBits(tokens, 0.01) })
    .map(([name, make]) => [name, make(smallScale)] as const)
    .filter(([, { tensors = {} }]) => Object.keys(tensors).length > 0),
);

/** The CPU's plan, which has the values. */
const known = ({ kernel }: Refiner, { inputs, options }: Case["calls"][number]): BlockPlan => kernel.plan(options, inputs);

/** Keys that come and go: more runs than there is room for, of both kinds. */
const coming = (Skv: number): Tensor => bool(range(Skv, (i) => [1, i % 2, 0][(i >> 4) % 3]!));

/** What every row of a plan may be where its runs have no more room than this, given the row as it is. */
function expectJoined(row: readonly Run[], exact: readonly Run[], capacity: number): void {
  const kept = exact.slice(0, capacity - 1);
  const rest = exact.slice(capacity - 1);
  const isOne = rest.length <= 1;
  expect(row).toEqual(isOne ? exact : [...kept, { first: rest[0]!.first, end: rest.at(-1)!.end, full: false }]);
}

gpuDescribe("plans of tensors on the device", () => {
  describe.each(styles)("%s", (_, family) => {
    it.each(Object.entries(cases))("%s", async (__, { text, calls, block = [16, 16], heads: [Hq, Hkv] = [1, 1] }) => {
      const refiner = await createRefiner(variantOf(text), { Hq, Hkv, D: 1, block }, family);
      for (const call of calls) {
        const refined = await refiner.refine(call.inputs, call.options);
        const expected = known(refiner, call);
        // The case is one: the device has something to find out.
        expect(countBlocks(refiner.kernel.plan(call.options))).not.toEqual(countBlocks(expected));
        expect(planCells(refined)).toEqual(planCells(expected));
        expect(countBlocks(refined)).toEqual(countBlocks(expected));
      }
    });
  });

  it.each(Object.entries(measured))("%s, as the planner is measured on it", async (_, { text, heads = 1, params = {}, tensors = {} }) => {
    const refiner = await createRefiner(variantOf(text), { Hq: heads, Hkv: heads, D: 1, block: [16, 16] }, "quick");
    const options = { B: 1, Sq: smallScale.tokens, Skv: smallScale.tokens, params };
    const refined = await refiner.refine(tensors, options);
    expect(planCells(refined)).toEqual(planCells(known(refiner, { inputs: tensors, options })));
  });

  it.each([
    [1024, 128],
    [1024, 64],
    [1280, 64],
    [2048, 64],
    [4096, 64],
  ])("whose buffer has %i bytes at most, of %i rows: they join what they have no room for", async (most, Sq) => {
    const text = "attention coming { input keep: bool[Skv]\n mask = keep[kv_idx] && kv_idx - q_idx < 190 }";
    const [rows, columns] = [Sq / 16, 14];
    const capacity = Math.min(columns, Math.max(1, Math.floor(most / 64 / rows) - 2));
    for (const [, family] of styles) {
      const refiner = await createRefiner(variantOf(text), { Hq: 1, D: 1, block: [16, 16] }, family, { maxStorageBufferBindingSize: most });
      const [inputs, options] = [{ keep: coming(220) }, { B: 1, Sq, Skv: 220 }] as const;
      const [refined, exact] = [await refiner.refine(inputs, options), refiner.kernel.plan(options, inputs)];
      for (let row = 0; row < rows; row++) expectJoined(runsOf(refined, 0, 0, row), runsOf(exact, 0, 0, row), capacity);
      expect(runsOf(exact, 0, 0, 3).length).toBeGreaterThan(6);
      expect(refined.words.byteLength).toBeLessThanOrEqual(most);
    }
  });
});
