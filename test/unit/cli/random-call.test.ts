/** @file Random data: the same for a seed, of the declared types and shapes, and of values that make masks bite. */
import { expect, it } from "vitest";
import { createRandom, randomCall, randomParams } from "#src/cli/random-call.ts";
import { denseProblem } from "#src/cli/dense-call.ts";
import { createReport } from "#src/diagnostics/report.ts";
import { fromAttn } from "#src/frontend/index.ts";

const text = `attention all {
  input bias: f32[Hq, W]
  input scales: f16[Hq]
  input documents: i32[B, Skv]
  input lengths: u32[B]
  input open: bool[Sq]
  param window: i32 = 1000
  param off: i32 = 0
  param rate: f32 = 2.0
  mask = documents[b, kv_idx] < lengths[b] && open[q_idx] && q_idx - kv_idx < window + off
  score = score + bias[h, W - 1] * scales[h] * rate
}`;
const [variant] = fromAttn(text);
const sizes = { B: 2, Hq: 2, Hkv: 1, Sq: 12, Skv: 20, D: 4, Dv: 3 };
const make = (seed: number, dtype: "f32" | "f16" = "f32") => randomCall(variant!, { sizes, dtype, params: {}, seed }, createReport());

it("is the same for the same seed, and another for another", () => {
  expect(make(5)).toEqual(make(5));
  expect(make(5).q.data).not.toEqual(make(6).q.data);
});

it("has the declared types and shapes, and all that a call needs", () => {
  const call = make(1);
  const shown = Object.entries({ q: call.q, k: call.k, v: call.v, ...call.inputs }).map(
    ([name, { type, shape }]) => `${name} ${type}[${shape.join()}]`,
  );
  expect(shown).toEqual([
    "q f32[2,2,12,4]",
    "k f32[2,1,20,4]",
    "v f32[2,1,20,3]",
    "bias f32[2,20]",
    "scales f16[2]",
    "documents i32[2,20]",
    "lengths u32[2]",
    "open bool[12]",
  ]);
  expect(denseProblem(variant!, call, createReport()).scalars).toEqual({ W: 20, window: 1000, off: 0, rate: 2 });
  expect(make(1, "f16").k.data).toBeInstanceOf(Uint16Array);
});

it("makes ids in rising stretches, and lengths up to the longer sequence", () => {
  const { documents, lengths, open } = make(2).inputs;
  const first = Array.from(documents!.data.subarray(0, 20));
  expect(first).toEqual(first.toSorted((a, b) => a - b));
  expect(new Set(first).size).toBeGreaterThan(2);
  expect([...lengths!.data].every((length) => length >= 0 && length <= 20)).toBe(true);
  expect(new Set(open!.data)).toEqual(new Set([0, 1]));
});

it("draws whole params within their default and the longer sequence", () => {
  const drawn = Array.from({ length: 50 }, (_, seed) => randomParams(variant!, sizes, seed));
  expect(drawn.every((params) => Object.keys(params).join() === "window")).toBe(true);
  expect(new Set(drawn.map(({ window }) => window)).size).toBeGreaterThan(10);
  expect(drawn.every(({ window }) => window! >= 1 && window! <= 20)).toBe(true);
});

it("spreads its numbers evenly", () => {
  const random = createRandom(1);
  const counts = Array.from({ length: 10 }, () => 0);
  for (let i = 0; i < 10_000; i++) counts[Math.floor(random() * 10)]!++;
  expect(Math.min(...counts)).toBeGreaterThan(850);
  expect(Math.max(...counts)).toBeLessThan(1150);
});

it("refuses a tensor that these sizes leave without elements", () => {
  const [short] = fromAttn("attention short {\n  input table: f32[Sq - 12]\n  score = score + table[0]\n}");
  expect(() => randomCall(short!, { sizes, dtype: "f32", params: {}, seed: 1 }, createReport())).toThrow(
    "error[H520]: `table` is empty: its shape is [0]",
  );
});
