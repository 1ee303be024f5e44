/** @file How long a block plan takes: masks of many kinds at 131,072 tokens, and random bits beside evaluating every pair once. */
import { bench, describe } from "vitest";
import { createMachine, float64Domain } from "#src/ir/machine.ts";
import { clampedReader, type Tensor } from "#src/ir/tensor.ts";
import { levels } from "#src/ir/variables.ts";
import { planBlocks } from "#src/plan/plan-blocks.ts";
import { intTensor, maskOf, requestOf } from "#test/support/plans.ts";

const tokens = 131_072;
const grid = { width: 512, height: 256 };
const causal = "ge(q_idx, kv_idx)";
const sameDocument = "eq(doc[q_idx], doc[kv_idx])";

/** A key's coordinate within 6 of the query's, which is clamped so that the whole neighbourhood lies in the grid. */
const near = (axis: "div" | "mod", size: number): string =>
  `le(abs(sub(clamp(${axis}(q_idx, ${grid.width}), 6, ${size - 7}), ${axis}(kv_idx, ${grid.width}))), 6)`;

const diffusion = ["q_idx", "kv_idx"].map((i) => ({ noisy: `lt(${i}, ${tokens / 2})`, block: `div(mod(${i}, ${tokens / 2}), 64)` }));
const [dq, dk] = diffusion as [(typeof diffusion)[0], (typeof diffusion)[0]];

const masks: Readonly<Record<string, string>> = {
  causal,
  "window 1024": `and(${causal}, le(sub(q_idx, kv_idx), 1024))`,
  "window 1024 and sink": `and(${causal}, or(lt(kv_idx, 4), le(sub(q_idx, kv_idx), 1024)))`,
  prefix: `or(lt(kv_idx, 5000), ${causal})`,
  documents: `and(${sameDocument}, ${causal})`,
  "documents and window": `and(and(${sameDocument}, ${causal}), le(sub(q_idx, kv_idx), 1024))`,
  "documents by offset": `and(ge(kv_idx, off[doc[q_idx]]), ${causal})`,
  "dilated window": "and(le(abs(sub(q_idx, kv_idx)), 1024), eq(mod(sub(q_idx, kv_idx), 3), 0))",
  "neighbourhood 13 x 13": `and(${near("div", grid.height)}, ${near("mod", grid.width)})`,
  "block diffusion": `or(or(and(eq(${dq.block}, ${dk.block}), eq(${dq.noisy}, ${dk.noisy})), and(gt(${dq.block}, ${dk.block}), and(${dq.noisy}, not(${dk.noisy})))), and(ge(${dq.block}, ${dk.block}), and(not(${dq.noisy}), not(${dk.noisy}))))`,
  strided: "eq(mod(div(kv_idx, 128), 4), 3)",
  "8 heads, 8 windows": `and(${causal}, le(sub(q_idx, kv_idx), shl(16, h)))`,
  "keep-list": "keep[kv_idx]",
};

/** Small whole numbers without a pattern, the same in every run. */
const scatter = (i: number): number => Math.imul(i ^ (i >>> 15), 0x2c1b3c6d) >>> 8;

const doc: number[] = [];
const off: number[] = [];
while (doc.length < tokens) {
  const length = Math.min(tokens - doc.length, 1 + (scatter(off.length + 1) % 262));
  off.push(doc.length);
  for (let i = 0; i < length; i++) doc.push(off.length - 1);
}
const bools = (shape: readonly number[], share: number): Tensor => {
  const count = shape.reduce((a, b) => a * b, 1);
  return { type: "bool", shape, data: Uint8Array.from({ length: count }, (_, i) => +(scatter(i) < share * 2 ** 24)) };
};

const tensors = new Map([
  ["doc", intTensor(doc)],
  ["off", intTensor(off)],
  ["keep", bools([tokens], 0.01)],
]);

describe(`plans of ${tokens} × ${tokens}, blocks of 128`, () => {
  for (const [name, text] of Object.entries(masks)) {
    const mask = maskOf(text, { doc: "i32", off: "i32", keep: "bool" });
    const request = requestOf(128, { Hq: 8, Hkv: 8, Sq: tokens, Skv: tokens }, { tensors });
    bench(name, () => void planBlocks(mask, request), { iterations: 3, time: 100, warmupIterations: 1, warmupTime: 10 });
  }
});

describe("random bits, 2048 × 2048: nothing can be proved", () => {
  const side = 2048;
  const mask = maskOf("bits[q_idx, kv_idx]", { bits: "bool" });
  for (const share of [0.5, 1e-4, 1 - 1e-4]) {
    const request = requestOf(128, { Sq: side, Skv: side }, { tensors: new Map([["bits", bools([side, side], share)]]) });
    bench(`${share} of the pairs`, () => void planBlocks(mask, request), { iterations: 3, time: 100, warmupIterations: 1, warmupTime: 10 });
  }
  const all = new Map([["bits", bools([side, side], 0.5)]]);
  bench(
    "evaluating every pair once",
    () => {
      const machine = createMachine([mask], float64Domain(clampedReader(all)));
      for (let q = 0; q < side; q++) {
        machine.set("q_idx", q);
        for (let k = 0; k < side; k++) {
          machine.set("kv_idx", k);
          machine.run(levels.pair);
        }
      }
    },
    { iterations: 3, time: 100, warmupIterations: 1, warmupTime: 10 },
  );
});
