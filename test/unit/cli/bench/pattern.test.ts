/** @file Which masks have a name elsewhere, however they are written, and which have none. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { recognise } from "#src/cli/bench/pattern.ts";
import { fromAttn } from "#src/frontend/index.ts";
import { runPasses } from "#src/passes/index.ts";
import { propertyOptions } from "#test/support/seed.ts";

const sizes = { B: 1, Hq: 4, Hkv: 2, Sq: 40, Skv: 40, D: 16, Dv: 16 };

const of = (body: string, more: Partial<typeof sizes> = {}, params: Record<string, number> = {}) =>
  recognise(runPasses(fromAttn(`attention a {\n${body}\n}\n`)[0]!), { ...sizes, ...more }, params);

describe("has a name", () => {
  it.each([
    ["no mask", "", { name: "full" }],
    ["a mask that allows all", "mask = kv_idx < Skv", { name: "full" }],
    ["causal", "mask = q_idx >= kv_idx", { name: "causal" }],
    ["causal, written otherwise", "mask = !(2 * kv_idx - q_idx > q_idx)", { name: "causal" }],
    ["a window", "mask = q_idx >= kv_idx && q_idx - kv_idx < 7", { name: "window", keys: 7 }],
    ["a window of one", "mask = q_idx == kv_idx", { name: "window", keys: 1 }],
    ["a window longer than all", "mask = q_idx >= kv_idx && q_idx - kv_idx <= 39", { name: "causal" }],
  ])("%s", (_, body, pattern) => {
    expect(of(body)).toEqual(pattern);
  });

  it("with its params as they are", () => {
    const window = "param window: i32 = 256\nmask = q_idx >= kv_idx && q_idx - kv_idx < window";
    expect(of(window, {}, { window: 5 })).toEqual({ name: "window", keys: 5 });
    expect(of(window, {}, { window: 256 })).toEqual({ name: "causal" });
  });

  it("for a single query, by the keys that it sees", () => {
    expect(of("mask = kv_idx >= 30", { Sq: 1 })).toEqual({ name: "last", keys: 10 });
    expect(of("mask = kv_idx >= q_idx", { Sq: 1 })).toEqual({ name: "full" });
  });
});

describe("has none", () => {
  it.each([
    ["a score", "score = score * 2.0", {}, "score"],
    ["a tensor", "input length: i32[B]\nmask = kv_idx < length[b]", {}, "reads a tensor"],
    ["heads that differ", "mask = q_idx - kv_idx >= h", {}, "depends on the head"],
    ["a look ahead", "mask = kv_idx <= q_idx + 1", {}, "mask"],
    ["only what lies behind", "mask = kv_idx < q_idx", {}, "mask"],
    ["a hole", "mask = q_idx >= kv_idx && q_idx - kv_idx != 3", {}, "mask"],
    ["stripes", "mask = (q_idx - kv_idx) % 2 == 0", {}, "mask"],
    ["a prefix", "mask = q_idx >= kv_idx || kv_idx < 4", {}, "mask"],
    ["the first keys alone", "mask = kv_idx < 9", { Sq: 1 }, "mask"],
    ["nothing", "mask = kv_idx < 0", {}, "mask"],
    ["lengths that differ", "mask = q_idx >= kv_idx", { Skv: 41 }, "mask"],
    ["reals that f32 may round either way", "mask = f32(q_idx) * 0.1 >= f32(kv_idx) * 0.1", {}, "mask"],
  ] as const)("%s", (_, body, more, reason) => {
    expect(of(body, more)).toEqual({ reason: expect.stringContaining(reason) as string });
  });
});

it("is right about any band", () => {
  fc.assert(
    fc.property(fc.integer({ min: -3, max: 42 }), fc.integer({ min: -3, max: 42 }), (least, most) => {
      const allowed = Array.from({ length: 79 }, (_, i) => i - 39).filter((back) => back >= least && back <= most);
      const found = of(`mask = q_idx - kv_idx >= ${least} && q_idx <= kv_idx + ${most}`);
      const keys = allowed.length;
      const isOurs = keys > 0 && allowed[0] === 0;
      if (isOurs) expect(found).toEqual(keys === 40 ? { name: "causal" } : { name: "window", keys });
      else expect(found).toHaveProperty("reason");
    }),
    propertyOptions("bands", 100),
  );
});
