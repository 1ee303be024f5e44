/** @file The score mods of PyTorch's own tests that capture nothing, or scalars. */
import { at, floats, ints, py, reals, type Group } from "../case.ts";

const limit = reals([2], (b) => [0.25, -0.5][b]!);
const slopes = reals([4], (h) => 0.07 * (h + 1));

export const scoreMods: Group = {
  title: "PyTorch: score mods",
  section: "f",
  cases: [
    {
      name: "identity",
      python: py`
        def score_mod(score, b, h, q, kv):
            return score
      `,
      score: (s) => s,
    },
    {
      name: "times two",
      python: py`
        def score_mod(score, b, h, q, kv):
            return score * 2
      `,
      score: (s) => s + s,
    },
    {
      name: "squared",
      python: py`
        def score_mod(score, b, h, q, kv):
            return score ** 2
      `,
      score: (s) => s * s,
    },
    {
      name: "causal as a score",
      python: py`
        def score_mod(score, b, h, q, kv):
            return torch.where(q >= kv, score, float("-inf"))
      `,
      score: (s, { q, k }) => (k <= q ? s : -Infinity),
    },
    {
      name: "inverse causal as a score",
      python: py`
        def score_mod(score, b, h, q, kv):
            return torch.where(q <= kv, score, float("-inf"))
      `,
      score: (s, { q, k }) => (k < q ? -Infinity : s),
    },
    {
      name: "relative bias",
      python: py`
        def score_mod(score, b, h, q, kv):
            return score + (q - kv)
      `,
      score: (s, { q, k }) => s + q - k,
    },
    {
      name: "relative bias, causal as a score",
      python: py`
        def score_mod(score, b, h, q, kv):
            return torch.where(q >= kv, score + (q - kv), float("-inf"))
      `,
      score: (s, { q, k }) => (k <= q ? s + q - k : -Infinity),
    },
    {
      name: "ALiBi by 8 heads",
      python: py`
        def alibi(heads):
            def score_mod(score, b, h, q, kv):
                scale = torch.exp2(-((h + 1) * 8.0 / heads))
                return score + (kv - q) * scale
            return score_mod

        score_mod = alibi(8)
      `,
      sizes: { Hq: 8, Hkv: 8 },
      score: (s, { h, q, k }) => s + (k - q) / 2 ** (h + 1),
    },
    {
      name: "causal as a score, a thousand later",
      python: py`
        def score_mod(score, b, h, q, kv):
            return torch.where(q + 1000 >= kv, score, float("-inf"))
      `,
      score: (s) => s,
    },
    {
      name: "trigonometry",
      python: py`
        def score_mod(score, b, h, q, kv):
            return torch.sin(torch.cos(score)) + torch.tan(b)
      `,
      sizes: { B: 2 },
      score: (s, { b }) => Math.sin(Math.cos(s)) + Math.tan(b),
    },
    {
      name: "trigonometry again",
      python: py`
        def score_mod(score, b, h, q, kv):
            return torch.cos(score) * torch.sin(score) + torch.tan(b)
      `,
      sizes: { B: 2 },
      score: (s, { b }) => Math.sin(2 * s) / 2 + Math.tan(b),
    },
    {
      name: "less a floored quotient",
      python: py`
        def score_mod(score, b, h, q, kv):
            return score - q // (1 + kv)
      `,
      score: (s, { q, k }) => s - Math.floor(q / (k + 1)),
    },
    {
      name: "silu",
      python: py`
        def score_mod(score, b, h, q, kv):
            return torch.nn.functional.silu(score)
      `,
      score: (s) => s / (1 + Math.exp(-s)),
    },
    {
      name: "no score above a captured limit",
      python: py`
        def score_mod(score, b, h, q, kv):
            return torch.where(score <= limit[b], score, -float("inf"))
      `,
      sizes: { B: 2 },
      tensors: { limit },
      score: (s, { b }) => (s > at(limit, b) ? -Infinity : s),
    },
    {
      name: "plus a whole number of rank 0",
      python: py`
        def score_mod(score, b, h, q, kv):
            return score + shift
      `,
      tensors: { shift: ints([], () => 3) },
      score: (s) => s + 3,
    },
    {
      name: "times a number of rank 0",
      python: py`
        def score_mod(score, b, h, q, kv):
            return score * scale
      `,
      tensors: { scale: reals([], () => 0.625) },
      score: (s) => s * 0.625,
    },
    {
      name: "plus the first of a tensor",
      python: py`
        def score_mod(score, b, h, q, kv):
            return score + scale[0]
      `,
      tensors: { scale: reals([1], () => -1.75) },
      score: (s) => s - 1.75,
    },
    {
      name: "even keys as a score",
      python: py`
        def score_mod(score, b, h, q, kv):
            return torch.where(kv % 2 == 0, score, float("-inf"))
      `,
      score: (s, { k }) => ((k & 1) === 0 ? s : -Infinity),
    },
    {
      name: "two mods, one after the other",
      python: py`
        def first(score, b, h, q, kv):
            return score * 1.5

        def second(score, b, h, q, kv):
            return torch.where(q >= kv, score + (kv - q) * 0.125, -float("inf"))

        def compose(*mods):
            def score_mod(score, b, h, q, kv):
                for mod in mods:
                    score = mod(score, b, h, q, kv)
                return score
            return score_mod

        score_mod = compose(first, second)
      `,
      score: (s, { q, k }) => (k <= q ? 1.5 * s - (q - k) / 8 : -Infinity),
    },
    {
      name: "soft cap at 50",
      python: py`
        def score_mod(score, b, h, q, kv):
            return 50.0 * torch.tanh(score / 50.0)
      `,
      score: (s) => 50 * Math.tanh(s / 50),
    },
    {
      name: "damped by the squared distance",
      python: py`
        def score_mod(score, b, h, q, kv):
            return score / (1 + 1e-4 * (q - kv) ** 2)
      `,
      score: (s, { q, k }) => s / (1 + Math.fround(1e-4) * (q - k) * (q - k)),
    },
    {
      name: "learned slopes",
      python: py`
        def score_mod(score, b, h, q, kv):
            return score + slope[h] * (kv - q)
      `,
      sizes: { Hq: 4, Hkv: 2 },
      tensors: { slope: slopes },
      score: (s, { h, q, k }) => s + at(slopes, h) * (k - q),
    },
    {
      name: "a number given at the call",
      python: py`
        def score_mod(score, b, h, q, kv):
            return score * gain
      `,
      params: { gain: 1.375 },
      score: (s) => s * 1.375,
      note: "a captured float: no new kernel",
    },
  ],
};

const poison = floats([1, 4, 37, 37], 61);
// Off the diagonal's neighbourhood there is nothing that may be read.
poison.data.forEach((_, i) => {
  const [q, k] = [Math.floor(i / 37) % 37, i % 37];
  if (Math.abs(q - k) > 5) poison.data[i] = Number.NaN;
});

const beyond = floats([4, 2 * 37 - 1], 62);

export const poisonMods: Group = {
  title: "PyTorch: scores that must not be computed where nothing attends",
  section: "f",
  cases: [
    {
      name: "NaN in the bias of masked pairs",
      python: py`
        def mask_mod(b, h, q, kv):
            return (q - kv).abs() <= 5

        def score_mod(score, b, h, q, kv):
            return score + bias[b, h, q, kv]
      `,
      sizes: { Hq: 4, Hkv: 2, Sq: 37, Skv: 37 },
      tensors: { bias: poison },
      attends: ({ q, k }) => Math.abs(q - k) <= 5,
      score: (s, { b, h, q, k }) => s + at(poison, b, h, q, k),
    },
    {
      name: "relative logits, no index outside",
      python: py`
        def score_mod(score, b, h, q, kv):
            return score + relative[h, kv - q + 36]
      `,
      sizes: { Hq: 4, Hkv: 2, Sq: 37, Skv: 37 },
      tensors: { relative: beyond },
      score: (s, { h, q, k }) => s + at(beyond, h, k - q + 36),
    },
    {
      name: "one over the score",
      python: py`
        def score_mod(score, b, h, q, kv):
            return 1 / score
      `,
      sizes: { Sq: 37, Skv: 35 },
      // All scores positive and far from 0, but for the keys of zeros that a kernel could pad with.
      edit: ({ q, k }) => [q, k].forEach((data) => data.forEach((x, i) => (data[i] = 0.5 + Math.abs(x)))),
      score: (s) => 1 / s,
    },
    {
      name: "the logarithm of what is positive",
      python: py`
        def score_mod(score, b, h, q, kv):
            return torch.where(score > 0, torch.log(score), score)
      `,
      sizes: { Sq: 37, Skv: 35 },
      score: (s) => (s > 0 ? Math.log(s) : s),
    },
  ],
};
