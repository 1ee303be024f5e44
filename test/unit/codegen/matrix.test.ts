/**
 * @file Kernels for matrix units, which no software adapter has: valid for Tint, what their manifests say, and within the device's limits. What
 * they compute has to be held to the reference on a GPU that has such units.
 */
import { expect, it } from "vitest";
import { compileVariant } from "#src/compile.ts";
import { variantOf } from "#test/support/attention-data.ts";
import { contradictions } from "#test/support/kernel-text.ts";
import { validateWgsl } from "#test/support/validate-wgsl.ts";

const limits = {
  workgroupBytes: 32768,
  workgroupSize: 256,
  subgroup: 32,
  matrices: [
    { m: 16, n: 16, k: 16 },
    { m: 8, n: 8, k: 8 },
  ],
};

const texts = {
  full: "attention full {}",
  constant: "attention constant { score = 1 }",
  causal: "attention causal { mask = q_idx >= kv_idx }",
  documents:
    "attention documents { input doc: i32[B, S]\n input slope: f32[Hq]\n mask = doc[b, q_idx] == doc[b, kv_idx]\n score = score * slope[h] + tanh(score) }",
};

it.each(Object.keys(texts) as (keyof typeof texts)[])("%s is valid for Tint at every width", async (name) => {
  for (const [D, Dv] of [
    [64, 64],
    [128, 128],
    [72, 40],
    [6, 9],
    [256, 256],
  ] as const) {
    const module = compileVariant(variantOf(texts[name]), { Hq: 4, Hkv: 2, D, Dv, dtype: "f16", family: "nvidia", limits });
    expect((await validateWgsl(module.wgsl)).filter(({ type }) => type !== "info")).toEqual([]);
    expect(contradictions(module)).toEqual([]);
    const { source, matrix } = module.manifest.schedule;
    if (D < 256) expect([source, matrix]).toEqual(["matrix", { m: 16, n: 16, k: 16 }]);
    expect(module.manifest.features.includes("chromium-experimental-subgroup-matrix")).toBe(source === "matrix");
    expect(module.manifest.workgroup.bytes).toBeLessThanOrEqual(limits.workgroupBytes);
  }
});

it("is for f16 alone, and for devices that have the units", () => {
  const sourceOf = (more: object) =>
    compileVariant(variantOf(texts.causal), { Hq: 1, D: 64, family: "nvidia", limits, ...more }).manifest.schedule.source;
  expect(sourceOf({ dtype: "f16" })).toBe("matrix");
  expect(sourceOf({ dtype: "f32" })).toBe("workgroup");
  expect(sourceOf({ dtype: "f16", limits: { ...limits, matrices: [] } })).toBe("workgroup");
  expect(sourceOf({ dtype: "f16", limits: { ...limits, matrices: [{ m: 8, n: 16, k: 16 }] } })).toBe("matrix");
});
