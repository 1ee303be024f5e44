/** @file The score mods and masks that FlashAttention-4 tests itself with, where they are not those of the others. */
import { at, floats, ints, partOf, py, startOf, type Group } from "../case.ts";

const S = 43;
const lengths = [13, 2, 20, 8];
const start = ints([5], (n) => startOf(n, lengths));
const doc = ints([S], (i) => partOf(i, lengths));
const byHead = floats([4], 51);
const byPlace = floats([S], 52);
const packed = [floats([64], 55), floats([64], 56)] as const;
const byBatch = floats([3], 54);
const allowedFrom = ints([S], (k) => (k * 17) % S);

export const fa4: Group = {
  title: "FlashAttention-4: its own test set",
  section: "b",
  cases: [
    {
      name: "score less the distance",
      python: py`
        def score_mod(score, b, h, q_idx, kv_idx):
            return score - torch.abs(q_idx - kv_idx)
      `,
      score: (s, { q, k }) => s - (q > k ? q - k : k - q),
    },
    {
      name: "score less the distance, clamped",
      python: py`
        def score_mod(score, b, h, q_idx, kv_idx):
            return score - torch.clamp((q_idx - kv_idx).abs(), max=5) * 0.25
      `,
      score: (s, { q, k }) => s - Math.min(Math.abs(q - k), 5) / 4,
    },
    {
      name: "twice",
      python: py`
        def score_mod(score, b, h, q_idx, kv_idx):
            return score + score
      `,
      score: (s) => 2 * s,
    },
    {
      name: "window as a score",
      python: py`
        def score_mod(score, b, h, q_idx, kv_idx):
            return torch.where(torch.abs(q_idx - kv_idx) <= 6, score, float("-inf"))
      `,
      score: (s, { q, k }) => (q - k <= 6 && k - q <= 6 ? s : -Infinity),
    },
    {
      name: "blocks on the diagonal as a score",
      python: py`
        def score_mod(score, b, h, q_idx, kv_idx):
            return torch.where(q_idx // 16 == kv_idx // 16, score, -float("inf"))
      `,
      score: (s, { q, k }) => (k >= q - (q % 16) && k < q - (q % 16) + 16 ? s : -Infinity),
    },
    {
      name: "bias by batch",
      python: py`
        def score_mod(score, b, h, q_idx, kv_idx):
            return score + bias[b]
      `,
      sizes: { B: 3 },
      tensors: { bias: byBatch },
      score: (s, { b }) => s + at(byBatch, b),
    },
    {
      name: "bias by head and by place",
      python: py`
        def score_mod(score, b, h, q_idx, kv_idx):
            return score + head_bias[h] + place_bias[q_idx]
      `,
      sizes: { Hq: 4, Hkv: 2 },
      tensors: { head_bias: byHead, place_bias: byPlace },
      score: (s, { h, q }) => s + (at(byHead, h) + at(byPlace, q)),
    },
    {
      name: "biases of a packed batch",
      python: py`
        def score_mod(score, b, h, q_idx, kv_idx):
            q_first, kv_first = start[b], start[b]
            return score + q_bias[q_first + q_idx] + kv_bias[kv_first + kv_idx]
      `,
      sizes: { B: 4, Hq: 2, Hkv: 1, Sq: 8, Skv: 8 },
      tensors: { start, q_bias: packed[0], kv_bias: packed[1] },
      score: (s, { b, q, k }) => s + at(packed[0], startOf(b, lengths) + q) + at(packed[1], startOf(b, lengths) + k),
    },
    {
      name: "exclusive or",
      python: py`
        def score_mod(score, b, h, q_idx, kv_idx):
            return torch.where(((q_idx ^ kv_idx) & 1) == 0, score, score - 2.5)
      `,
      score: (s, { q, k }) => ((q + k) % 2 === 0 ? s : s - 2.5),
    },
    {
      name: "block diagonal",
      python: py`
        def mask_mod(b, h, q_idx, kv_idx):
            return q_idx // 16 == kv_idx // 16
      `,
      attends: ({ q, k }) => k >= q - (q % 16) && k < q - (q % 16) + 16,
    },
    {
      name: "mini causal",
      python: py`
        def mask_mod(b, h, q_idx, kv_idx):
            return q_idx % 16 >= kv_idx % 16
      `,
      attends: ({ q, k }) => (q & 15) >= (k & 15),
    },
    {
      name: "block causal with an offset",
      python: py`
        def block_causal(n, offset):
            def mask(b, h, q_idx, kv_idx):
                return (q_idx + offset) // n >= kv_idx // n
            return mask

        mask_mod = block_causal(8, offset=Skv - Sq)
      `,
      sizes: { Sq: 21, Skv: 43 },
      attends: ({ q, k }) => k < (Math.floor((q + 22) / 8) + 1) * 8,
    },
    {
      name: "keys from a captured place on",
      python: py`
        def mask_mod(b, h, q_idx, kv_idx):
            return kv_idx >= bias[kv_idx]
      `,
      tensors: { bias: allowedFrom },
      attends: ({ k }) => k >= (k * 17) % S,
    },
    {
      name: "packed documents in all heads but one",
      python: py`
        def mask_mod(b, h, q_idx, kv_idx):
            return (doc[q_idx] == doc[kv_idx]) | (h == 3)
      `,
      sizes: { Hq: 4, Hkv: 2 },
      tensors: { doc },
      attends: ({ h, q, k }) => h > 2 || partOf(q, lengths) === partOf(k, lengths),
    },
    {
      name: "two masks by a condition",
      python: py`
        def mask_mod(b, h, q_idx, kv_idx):
            return torch.where(q_idx < 16, kv_idx < 16, q_idx - kv_idx >= 3)
      `,
      attends: ({ q, k }) => (q < 16 ? k < 16 : k <= q - 3),
    },
  ],
};
