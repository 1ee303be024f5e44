/** @file Values that are the same along a diagonal: where a kernel computes them once for the rows of a lane, the results are those of every pair. */
import { describe, expect, it } from "vitest";
import { compileVariant } from "#src/compile.ts";
import { baseSizes, expectReference, noise, variantOf } from "#test/support/attention-data.ts";
import { gpuDescribe } from "#test/support/device.ts";

const { Hq, Hkv } = baseSizes;

const texts = {
  "a bias by distance": "input bias: f32[Hq, 129]\n score = score + bias[h, clamp(kv_idx - q_idx, -64, 64) + 64]",
  "a bias whose reads are proved": "input line: f32[Sq + Skv]\n score = score + line[q_idx - kv_idx + Skv] * 2",
  "buckets of a logarithm": `input bias: f32[Hq, 129]
    let distance = abs(q_idx - kv_idx)
    score = score + bias[h, distance < 8 ? distance : min(8 + i32(log(f32(distance) / 8) * 3), 31)]`,
  "a mask by distance": "input near: i32[129]\n mask = near[clamp(q_idx - kv_idx, -64, 64) + 64] > 0",
  "beside values of the row and the key": `input bias: f32[Hq, 129]
    input gate: f32[129]
    mask = q_idx + 3 >= kv_idx
    score = score * gate[min(q_idx, 128)] + bias[h, clamp(3 * q_idx - 3 * kv_idx, -64, 64) + 64] * gate[min(kv_idx, 128)]`,
};

const inputsOf = (text: string, Sq: number, Skv: number) => ({
  ...(text.includes("bias:") ? { bias: { type: "f32" as const, shape: [Hq, 129], data: noise(Hq * 129, 5) } } : {}),
  ...(text.includes("line:") ? { line: { type: "f32" as const, shape: [Sq + Skv], data: noise(Sq + Skv, 6) } } : {}),
  ...(text.includes("gate:") ? { gate: { type: "f32" as const, shape: [129], data: noise(129, 7) } } : {}),
  ...(text.includes("near:") ? { near: { type: "i32" as const, shape: [129], data: Int32Array.from({ length: 129 }, (_, i) => +(i % 5 < 3)) } } : {}),
});

describe.each(Object.entries(texts))("%s", (_, body) => {
  const text = `attention diagonal { ${body} }`;

  it("is computed by diagonals where rows are neighbours, and only there", () => {
    const limits = { workgroupBytes: 32768, workgroupSize: 256, subgroup: 8 };
    const wgsl = (family: "lavapipe" | "quick" | "gpu"): string => compileVariant(variantOf(text), { Hq, Hkv, D: 8, family, limits }).wgsl;
    expect(wgsl("lavapipe")).toContain("fn diagonal_at(");
    expect(wgsl("quick") + wgsl("gpu")).not.toContain("diagonal_at");
  });

  gpuDescribe("on the device", () => {
    it.each([
      [40, 50],
      [3, 131],
      [129, 7],
    ])("gives the results of every pair: %i queries, %i keys", async (Sq, Skv) => {
      await expectReference({ text, family: "lavapipe", sizes: { Sq, Skv }, inputs: inputsOf(text, Sq, Skv) });
    });
  });
});
