/** @file The score mods of attention-gym: slopes, caps, rotary parts, graphs, activations under the softmax. */
import { at, floats, ints, py, reals, type Case, type Group } from "../case.ts";

const S = 43;
const fourHeads = { Hq: 4, Hkv: 2 };

// Multi-head latent attention: the rotary part of a query against that of its key head.
const queryPart = floats([2, 4, S, 4], 41);
const keyPart = floats([2, 2, S, 4], 42);

const sandwichTable = reals([S], (gap) => [0, 1, 2].reduce((sum, i) => sum + Math.cos(gap * 10000 ** (-i / 3)), 0));
const slopes = reals([4], (h) => 2 ** (-2 * (h + 1)));

const distance = ints([2, S, S], (i) => (i * 5 + (i >> 3)) % 6);
const byDistance = floats([4, 6], 43);
const edgeKinds = ints([2, S, S, 3], (i) => (i * 3 + (i >> 2)) % 7);
const byEdge = [44, 45, 46].map((seed) => floats([7, 4], seed));

/** log(f(s) + N): softmax of it is f(s) + N over a sum, so that `out · e^lse − N · Σv` is Σ f(s) v. */
export const activations: readonly (Case & { readonly f: (s: number) => number; readonly added: number })[] = [
  { name: "relu", f: (s: number) => (s > 0 ? s : 0), call: "F.relu", added: 1 },
  { name: "sigmoid", f: (s: number) => 1 / (1 + Math.exp(-s)), call: "torch.sigmoid", added: 0.5 },
  { name: "silu", f: (s: number) => s / (1 + Math.exp(-s)), call: "F.silu", added: 2 },
].map(({ name, f, call, added }) => ({
  name: `activation instead of softmax: ${name}`,
  f,
  added,
  python: `${py`
    import torch.nn.functional as F

    def activation(f, N):
        def score_mod(score, b, h, q_idx, kv_idx):
            return torch.log(f(score) + N)
        return score_mod

  `}score_mod = activation(${call}, ${added})\n`,
  score: (s: number) => Math.log(f(s) + added),
}));

export const gymMods: Group = {
  title: "attention-gym: score mods",
  section: "b",
  cases: [
    {
      name: "ALiBi",
      python: py`
        def alibi(H: int):
            def score_mod(score, b, h, q_idx, kv_idx):
                slope = torch.exp2(-((h + 1) * 8.0 / H))
                return score + (kv_idx - q_idx) * slope
            return score_mod

        score_mod = alibi(4)
      `,
      sizes: fourHeads,
      score: (s, { h, q, k }) => s + (k - q) * [1 / 4, 1 / 16, 1 / 64, 1 / 256][h]!,
    },
    {
      name: "tanh soft cap",
      python: py`
        def tanh_softcap(cap: int):
            def score_mod(score, b, h, q_idx, kv_idx):
                return cap * torch.tanh(score / cap)
            return score_mod

        score_mod = tanh_softcap(30)
      `,
      score: (s) => 30 * Math.tanh(s / 30),
    },
    {
      name: "MLA, the rotary part",
      python: py`
        def rotary(query_part, key_part, group, scale):
            def score_mod(score, b, h, q_idx, kv_idx):
                more = 0.0
                for d in range(4):
                    more += query_part[b, h, q_idx, d] * key_part[b, h // group, kv_idx, d]
                return score + scale * more
            return score_mod

        score_mod = rotary(query_part, key_part, group=2, scale=0.25)
      `,
      sizes: { ...fourHeads, B: 2 },
      tensors: { query_part: queryPart, key_part: keyPart },
      score(s, { b, h, q, k }) {
        let more = 0;
        for (let d = 0; d < 4; d++) more += at(queryPart, b, h, q, d) * at(keyPart, b, h < 2 ? 0 : 1, k, d);
        return s + more / 4;
      },
    },
    {
      name: "sandwich, from a table",
      python: py`
        def score_mod(score, b, h, q_idx, kv_idx):
            return score + table[(q_idx - kv_idx).abs()] * slope[h]
      `,
      sizes: fourHeads,
      tensors: { table: sandwichTable, slope: slopes },
      score: (s, { h, q, k }) => s + at(sandwichTable, Math.abs(q - k)) / 4 ** (h + 1),
    },
    {
      name: "sandwich, as it is defined",
      python: py`
        def sandwich(d, slope, base=10000):
            def score_mod(score, b, h, q_idx, kv_idx):
                gap = (q_idx - kv_idx).abs()
                wave = 0.0
                for i in range(d // 2):
                    wave = wave + torch.cos(gap * base ** (-2 * i / d))
                return score + wave * slope[h]
            return score_mod

        score_mod = sandwich(8, slope, base=65536)
      `,
      sizes: fourHeads,
      tensors: { slope: slopes },
      score(s, { h, q, k }) {
        const wave = (place: number, i: number) => place * [1, 1 / 16, 1 / 256, 1 / 4096][i]!;
        // cos(a − b) by the two positions, as it comes about.
        const sum = [0, 1, 2, 3].reduce(
          (total, i) => total + Math.cos(wave(q, i)) * Math.cos(wave(k, i)) + Math.sin(wave(q, i)) * Math.sin(wave(k, i)),
          0,
        );
        return s + sum / 4 ** (h + 1);
      },
    },
    {
      name: "Graphormer, bias by distance",
      python: py`
        def score_mod(score, b, h, q_idx, kv_idx):
            return score + bias[h, distance[b, q_idx, kv_idx]]
      `,
      sizes: { ...fourHeads, B: 2 },
      tensors: { bias: byDistance, distance },
      score: (s, { b, h, q, k }) => s + at(byDistance, h, at(distance, b, q, k)),
    },
    {
      name: "Graphormer, bias by the edges of a path",
      python: py`
        def score_mod(score, b, h, q_idx, kv_idx):
            first = table0[edge[b, q_idx, kv_idx, 0], h]
            second = table1[edge[b, q_idx, kv_idx, 1], h]
            third = table2[edge[b, q_idx, kv_idx, 2], h]
            return score + (first + second + third) / 3
      `,
      sizes: { ...fourHeads, B: 2 },
      tensors: { edge: edgeKinds, table0: byEdge[0]!, table1: byEdge[1]!, table2: byEdge[2]! },
      score: (s, { b, h, q, k }) => s + [0, 1, 2].reduce((sum, n) => sum + at(byEdge[n]!, at(edgeKinds, b, q, k, n), h) / 3, 0),
    },
    ...activations,
  ],
};
