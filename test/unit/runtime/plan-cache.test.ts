/** @file When a plan is made again and when it is the one from before, by the identity of what `kernel.plan` answers. */
import { expect, test } from "vitest";
import { countBlocks } from "#src/plan/block-plan.ts";
import { compile } from "#src/runtime/compile.ts";
import { encodeHalf } from "#src/ir/tensor.ts";
import { variantOf } from "#test/support/attention-data.ts";
import { callerBuffer, mockDevice } from "#test/support/mock-device.ts";

const text = `attention documents {
  param window: i32 = 40
  param gain: f32 = 1
  input doc: i32[B, N]
  input bias: f32[M]
  mask  = doc[b, q_idx] == doc[b, min(kv_idx, N - 1)] && q_idx - kv_idx < window
  score = score * gain + bias[kv_idx % M]
}`;
const kernel = await compile(variantOf(text), { device: mockDevice().device, Hq: 2, D: 4, block: [16, 16] });
const sizes = { B: 1, Sq: 64, Skv: 64 };
const doc = Int32Array.from({ length: 64 }, (_, i) => i >> 4);
const bias = new Float32Array(5);

test("the same call keeps its plan; what the mask does not read does not matter", () => {
  const plan = kernel.plan(sizes, { doc, bias });
  expect(kernel.plan({ ...sizes }, { doc: doc.slice(), bias })).toBe(plan);
  expect(kernel.plan({ ...sizes, params: { gain: 3 } }, { doc, bias: new Float32Array(9) })).toBe(plan);
  expect(kernel.plan({ ...sizes, params: { window: 40 } }, { doc, bias })).toBe(plan);
  expect(countBlocks(plan)).toMatchObject({ full: 8, partial: 0 });
});

test("sizes, a param of the mask and a tensor of the mask make another", () => {
  const plan = kernel.plan(sizes, { doc, bias });
  const others = [
    kernel.plan({ ...sizes, Skv: 65 }, { doc, bias }),
    kernel.plan({ ...sizes, Sq: 48 }, { doc, bias }),
    kernel.plan({ ...sizes, B: 2 }, { doc: new Int32Array(128), bias }),
    kernel.plan({ ...sizes, params: { window: 3 } }, { doc, bias }),
    kernel.plan(sizes, { doc: doc.map((_, i) => i >> 3), bias }),
    kernel.plan(sizes, { doc: doc.slice(0, 63), bias }),
  ];
  expect(new Set([plan, ...others]).size).toBe(7);
  expect(kernel.plan(sizes, { doc, bias })).toBe(plan);
});

test("a tensor changed in place is seen, and changed back it finds its plan again", () => {
  const changing = doc.slice();
  const plan = kernel.plan(sizes, { doc: changing, bias });
  changing[63] = 99;
  const other = kernel.plan(sizes, { doc: changing, bias });
  expect(other).not.toBe(plan);
  expect(countBlocks(other).partial).toBe(2 + 2 - 2);
  changing[63] = 3;
  expect(kernel.plan(sizes, { doc: changing, bias })).toBe(plan);
});

test("a buffer's values count where they are given, and are unknown where not", () => {
  const buffer = callerBuffer(256, 0x80);
  const shape = [1, 64];
  const known = kernel.plan(sizes, { doc: { data: buffer, shape, values: doc }, bias });
  expect(known).toBe(kernel.plan(sizes, { doc, bias }));
  const unknown = kernel.plan(sizes, { doc: { data: buffer, shape }, bias });
  expect(countBlocks(unknown)).toMatchObject({ full: 0, partial: 32, empty: 0 });
});

test("tensors that are not given are unknown, and so are the sizes they introduce", () => {
  expect(countBlocks(kernel.plan(sizes))).toMatchObject({ full: 0, partial: 32 });
});

test("many calls in turn: the oldest plans make room", () => {
  const plans = Array.from({ length: 9 }, (_, i) => kernel.plan({ ...sizes, params: { window: i + 1 } }, { doc, bias }));
  expect(kernel.plan({ ...sizes, params: { window: 9 } }, { doc, bias })).toBe(plans[8]);
  expect(kernel.plan({ ...sizes, params: { window: 2 } }, { doc, bias })).toBe(plans[1]);
  expect(kernel.plan({ ...sizes, params: { window: 1 } }, { doc, bias })).not.toBe(plans[0]);
});

/** Where the host has no Float16Array, one that stores bits, as far as the runtime can tell. */
const HalfArray = (globalThis as { Float16Array?: typeof Uint16Array }).Float16Array;

test("halves are compared as their bits, whichever array holds them", async () => {
  const halves = await compile(variantOf("attention near { input far: f16[Sq]\n mask = far[q_idx] > kv_idx }"), {
    device: mockDevice().device,
    Hq: 2,
    D: 4,
    block: [16, 16],
  });
  const values = Array.from({ length: 64 }, (_, i) => (i < 32 ? 16 : 64));
  const plan = halves.plan(sizes, { far: Uint16Array.from(values, encodeHalf) });
  expect(countBlocks(plan)).toMatchObject({ full: 2 * (2 + 8), partial: 0 });
  if (HalfArray) expect(halves.plan(sizes, { far: HalfArray.from(values) })).toBe(plan);
});
