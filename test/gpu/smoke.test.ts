import { expect, it } from "vitest";
import { fromAttn } from "#src/frontend/index.ts";
import { runDense } from "#src/reference/dense.ts";
import { compile } from "#src/runtime/compile.ts";
import { gpuDescribe, testDevice } from "#test/support/device.ts";

const text = `attention alibi {
  input slope: f32[Hq]
  mask  = q_idx >= kv_idx
  score = score + slope[h] * (kv_idx - q_idx)
}`;
function random(n: number, seed: number): Float32Array {
  let s = seed;
  return Float32Array.from({ length: n }, () => { s = (s * 1103515245 + 12345) & 0x7fffffff; return (s / 0x7fffffff) * 2 - 1; });
}
gpuDescribe("smoke", () => {
  it("alibi equals the reference", async () => {
    const device = await testDevice();
    const [variant] = fromAttn(text);
    for (const [B, Hq, Hkv, Sq, Skv, D, Dv] of [[2, 4, 2, 100, 130, 17, 33], [1, 8, 8, 256, 256, 64, 64], [1, 2, 1, 1, 77, 256, 256]] as const) {
      const q = random(B * Hq * Sq * D, 1), k = random(B * Hkv * Skv * D, 2), v = random(B * Hkv * Skv * Dv, 3);
      const slope = Float32Array.from({ length: Hq }, (_, h) => 2 ** -(h + 1));
      const t0 = performance.now();
      const kernel = await compile(variant!, { device, Hq, Hkv, D, Dv });
      const t1 = performance.now();
      const { out, lse } = await kernel.run({ q, k, v, slope }, { B, Sq, Skv }) as { out: Float32Array; lse: Float32Array };
      const t2 = performance.now();
      const problem = { sizes: { B, Hq, Hkv, Sq, Skv, D, Dv }, q, k, v, inputs: new Map([["slope", { type: "f32" as const, shape: [Hq], data: slope }]]), scalars: {} };
      const ref = runDense(variant!, problem);
      const ref32 = runDense(variant!, { ...problem, precision: "f32" });
      const worst = (a: ArrayLike<number>, b: ArrayLike<number>) => Array.from(a).reduce((m, x, i) => Math.max(m, x === b[i] ? 0 : Math.abs(x - b[i]!)), 0);
      console.log(t1 - t0, t2 - t1, "out", worst(out, ref.out), "f32", worst(ref32.out, ref.out), "lse", worst(lse, ref.lse), worst(ref32.lse, ref.lse));
      expect(worst(out, ref.out)).toBeLessThan(1e-5);
    }
  });
});
