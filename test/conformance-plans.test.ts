/** @file Block counts that PyTorch's `create_block_mask` gives, and those that its tests ask for. */
import { describe, expect, it } from "vitest";
import { ints, partOf, py, type Case } from "./conformance/case.ts";
import { runPasses } from "#src/passes/index.ts";
import { countBlocks, type BlockCounts } from "#src/plan/block-plan.ts";
import { planBlocks } from "#src/plan/plan-blocks.ts";
import { variantOf } from "#test/support/flex-cases.ts";

interface Call {
  readonly length: number;
  readonly block: number;
  readonly batches?: number;
}

function countsOf(test: Pick<Case, "python" | "tensors">, { length, block, batches = 1 }: Call): BlockCounts {
  const { mask } = runPasses(variantOf({ name: "counted", ...test })).sections;
  const sizes = { B: batches, Hq: 1, Hkv: 1, Sq: length, Skv: length, D: 64, Dv: 64 };
  return countBlocks(planBlocks(mask, { block: [block, block], sizes, params: {}, tensors: new Map(Object.entries(test.tensors ?? {})) }));
}

const returns = (value: string): string => `def mask_mod(b, h, q_idx, kv_idx):\n    return ${value}\n`;

const lengths = [100, 300, 1, 255, 368];
const doc = ints([1024], (i) => partOf(i, lengths));
const start = ints([5], (n) => [0, 100, 400, 401, 656][n]!);

/** At 1024 tokens: full, partial and empty blocks of 128, then of 64. */
const counted: readonly (readonly [mask: string, of128: readonly number[], of64: readonly number[]])[] = [
  ["q_idx >= kv_idx", [28, 8, 28], [120, 16, 120]],
  ["(q_idx >= kv_idx) & (q_idx - kv_idx <= 256)", [7, 14, 43], [42, 28, 186]],
  ["(q_idx - kv_idx).abs() <= 100", [0, 22, 42], [16, 58, 182]],
  ["(kv_idx < 300) | (q_idx >= kv_idx)", [31, 8, 25], [130, 16, 110]],
  ["(doc[q_idx] == doc[kv_idx]) & (q_idx >= kv_idx)", [2, 18, 44], [19, 38, 199]],
  ["(kv_idx >= start[doc[q_idx]]) & (q_idx >= kv_idx)", [2, 18, 44], [19, 38, 199]],
  ["((q_idx - kv_idx).abs() <= 512) & ((q_idx - kv_idx) % 2 == 0)", [0, 52, 12], [0, 200, 56]],
  ["(q_idx // 192 == kv_idx // 192) & (q_idx >= kv_idx)", [0, 13, 51], [15, 16, 225]],
  ["q_idx // 128 == kv_idx // 128", [8, 0, 56], [32, 0, 224]],
  ["kv_idx % 2 == 0", [0, 64, 0], [0, 256, 0]],
  ["(q_idx >= kv_idx) & ((kv_idx < 4) | (q_idx - kv_idx < 128))", [0, 21, 43], [15, 43, 198]],
  ["q_idx % 128 >= kv_idx % 128", [0, 64, 0], [64, 128, 64]],
];

describe("blocks as create_block_mask counts them", () => {
  it.each(counted)("%s", (mask, of128, of64) => {
    const tensors = mask.includes("doc") ? { doc, ...(mask.includes("start") ? { start } : {}) } : {};
    for (const [block, wanted] of [
      [128, of128],
      [64, of64],
    ] as const) {
      const { full, partial, empty } = countsOf({ python: returns(mask), tensors }, { length: 1024, block });
      expect([block, full, partial, empty]).toEqual([block, ...wanted]);
    }
  });
});

describe("what PyTorch's tests ask of block masks", () => {
  it("46.875 % of a causal mask is skipped", () => {
    expect(1 - countsOf({ python: returns("q_idx >= kv_idx") }, { length: 2048, block: 128 }).density).toBe(0.46875);
  });

  it("29.1015625 % is, with an offset by batch", () => {
    const python = returns("q_idx + offset[b] >= kv_idx");
    const tensors = { offset: ints([8], (b) => 128 * b) };
    expect(1 - countsOf({ python, tensors }, { length: 2048, block: 128, batches: 8 }).density).toBe(0.291015625);
  });

  const causal = "def causal(b, h, q, kv):\n    return q >= kv\n\n";

  it("28 partial blocks of a causal window of 512", () => {
    const python = `${causal}${py`
      def window(b, h, q, kv):
          return q - kv <= 512

      mask_mod = and_masks(causal, window)
    `}`;
    expect(countsOf({ python }, { length: 2048, block: 128 }).partial).toBe(28);
  });

  it("none of a mask and its opposite, all of a mask or everything", () => {
    const none = `${causal}mask_mod = and_masks(causal, lambda b, h, q, kv: ~causal(b, h, q, kv))\n`;
    const all = `${causal}mask_mod = or_masks(causal, noop_mask)\n`;
    expect(countsOf({ python: none }, { length: 2048, block: 128 })).toEqual({ full: 0, partial: 0, empty: 256, density: 0 });
    expect(countsOf({ python: all }, { length: 2048, block: 128 })).toEqual({ full: 256, partial: 0, empty: 0, density: 1 });
  });

  it("documents of 1024, 1025, 1026 and 1027 tokens", () => {
    const long = [1024, 1025, 1026, 1027];
    const ids = Int32Array.from({ length: 4102 }, (_, i) => partOf(i, long));
    const tensors = { doc: ints([4102], (i) => ids[i]!) };
    const { full, partial, empty } = countsOf(
      { python: returns("(doc[q_idx] == doc[kv_idx]) & (q_idx >= kv_idx)"), tensors },
      { length: 4102, block: 128 },
    );
    expect([full, partial, empty]).toEqual(countPairs(4102, 128, (q, k) => ids[q] === ids[k] && q >= k));
  });
});

/** Full, partial and empty blocks by looking at every pair. */
function countPairs(length: number, block: number, attends: (q: number, k: number) => boolean): number[] {
  const grid = Math.ceil(length / block);
  const live = new Uint32Array(grid * grid);
  for (let q = 0; q < length; q++) {
    for (let k = 0; k < length; k++) live[Math.floor(q / block) * grid + Math.floor(k / block)]! += +attends(q, k);
  }
  const count = (is: (pairs: number) => boolean): number => live.filter(is).length;
  return [count((pairs) => pairs === block * block), count((pairs) => pairs > 0 && pairs < block * block), count((pairs) => pairs === 0)];
}
