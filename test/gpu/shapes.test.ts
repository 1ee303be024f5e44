/** @file Sizes of every sort against the reference: lengths that nothing divides, head dims, head ratios, block sizes, both schedules. */
import { expect, it } from "vitest";
import { expectReference } from "#test/support/attention-data.ts";
import { gpuDescribe, hasF16 } from "#test/support/device.ts";

const causal = "attention causal { mask = q_idx >= kv_idx }";
const alibi = `attention alibi {
  input slope: f32[Hq]
  mask  = q_idx >= kv_idx - 3
  score = score + slope[h] * (kv_idx - q_idx)
}`;
const slope = (Hq: number) => ({ slope: { type: "f32" as const, shape: [Hq], data: Float32Array.from({ length: Hq }, (_, h) => 2 ** -(h + 1)) } });

gpuDescribe("sequence lengths", () => {
  it.each([
    [1, 1],
    [1, 77],
    [77, 1],
    [63, 65],
    [64, 64],
    [65, 127],
    [130, 30],
    [3, 200],
    [129, 129],
  ])("Sq %i, Skv %i", async (Sq, Skv) => {
    await expectReference({ text: alibi, sizes: { Sq, Skv }, inputs: slope(2) });
  });
});

gpuDescribe("head dimensions", () => {
  it.each([
    [1, 1],
    [1, 5],
    [17, 17],
    [17, 33],
    [72, 72],
    [256, 256],
    [3, 256],
    [256, 2],
    [64, 1],
  ])("D %i, Dv %i", async (D, Dv) => {
    await expectReference({ text: causal, sizes: { D, Dv, Sq: 33, Skv: 40 } });
  });
});

gpuDescribe("batches and heads", () => {
  it.each([
    [1, 1, 1],
    [3, 2, 2],
    [2, 4, 2],
    [2, 6, 2],
    [1, 8, 1],
    [2, 5, 5],
    [2, 7, 1],
    [1, 12, 4],
  ])("B %i, %i heads over %i", async (B, Hq, Hkv) => {
    await expectReference({ text: alibi, sizes: { B, Hq, Hkv, Sq: 20, Skv: 23 }, inputs: slope(Hq) });
  });

  it("hkv is the key/value head of h", async () => {
    const text = "attention head { mask = (kv_idx + hkv) % 3 != 0\n score = score + 0.1 * h - 0.2 * hkv + 0.3 * b }";
    await expectReference({ text, sizes: { B: 2, Hq: 6, Hkv: 2 } });
  });
});

const blocks = [16, 48, 100, 256].flatMap((q) => [16, 48, 100, 256].map((kv) => [q, kv] as const));

gpuDescribe("block sizes", () => {
  it.each(blocks)("blocks of %i rows by %i keys", async (q, kv) => {
    await expectReference({ text: causal, sizes: { Sq: 270, Skv: 300, Hq: 1, Hkv: 1, D: 4, Dv: 4 }, block: [q, kv] });
  });
});

gpuDescribe("keys staged in workgroup memory, loops unrolled", () => {
  it.each([
    { sizes: { D: 5, Dv: 8, Sq: 70, Skv: 90, Hq: 4, Hkv: 2 }, block: [48, 100] },
    { sizes: { D: 16, Dv: 3, Sq: 1, Skv: 150, Hq: 4, Hkv: 1 }, block: [16, 16] },
    { sizes: { B: 2, D: 1, Dv: 1, Sq: 300, Skv: 40, Hq: 2, Hkv: 2 }, block: [256, 48] },
  ] as const)("$sizes in blocks of $block", async ({ sizes, block }) => {
    await expectReference({ text: alibi, sizes, block, family: "gpu", inputs: slope(sizes.Hq) });
  });
});

gpuDescribe("f16 storage", () => {
  it(hasF16 ? "within budget, D and Dv odd" : "needs shader-f16, which this device lacks", async () => {
    if (!hasF16) {
      await expect(expectReference({ text: causal, dtype: "f16" })).rejects.toThrow("H611");
      return;
    }
    for (const [D, Dv] of [
      [64, 64],
      [17, 5],
      [1, 1],
    ] as const) {
      await expectReference({ text: alibi, dtype: "f16", sizes: { D, Dv, Sq: 33, Skv: 37 }, inputs: slope(2) });
    }
  });
});
