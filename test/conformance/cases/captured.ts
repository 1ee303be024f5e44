/** @file The score mods of PyTorch's own tests that capture tensors: biases of every shape, nested indices, positions, grids. */
import { at, floats, ints, partOf, py, reals, startOf, type Case, type Group } from "../case.ts";

const S = 37;
const lengthsAlone = { Sq: S, Skv: S };
const sizes = { B: 2, Hq: 4, Hkv: 2, Sq: S, Skv: S };
const [B, H] = [2, 4];

const byToken = floats([S], 71);
const byQuery = floats([S], 72);
const byHead = floats([H], 73);
const byBatch = floats([B], 74);
const plain = floats([S, S], 75);
const batched = floats([B, S, S], 76);
const full = floats([B, H, S, S], 77);
const rows = floats([B, S], 78);
const nested = floats([1, B, H, S], 79);
const chosen = floats([B, H, 3, S], 80);
const relative = floats([2 * S], 81);
const span = floats([2 * S - 1], 82);
const lengths = [5, 12, 1, 19];
const seq = ints([S], (i) => partOf(i, lengths));
const start = ints([4], (n) => startOf(n, lengths));
const relHeight = floats([B, H, 36, 6], 83);
const relWidth = floats([B, H, 36, 6], 84);
const place = floats([B, S, 3], 85);
const reach = reals([H], (h) => 0.5 + h);
const heads = floats([H], 86);
const table = floats([H, 11, 11], 87);

/** A bias that is added, by the Python that reads it and the formula that does. */
function bias(name: string, read: string, tensors: NonNullable<Case["tensors"]>, of: (b: number, h: number, q: number, k: number) => number): Case {
  const python = `def score_mod(score, b, h, q, kv):\n    return score + ${read}\n`;
  const [byBatches, byHeads] = [/\bb\b/, /\bh\b/].map((index) => index.test(read));
  const own = { ...lengthsAlone, ...(byBatches ? { B: 2 } : {}), ...(byHeads ? { Hq: 4, Hkv: 2 } : {}) };
  return { name, python, sizes: own, tensors, score: (s, { b, h, q, k }) => s + of(b, h, q, k) };
}

export const captured: Group = {
  title: "PyTorch: score mods over captured tensors",
  section: "f",
  cases: [
    {
      name: "times a factor by head",
      python: py`
        def score_mod(score, b, h, q, kv):
            return score * head_offset[h]
      `,
      sizes,
      tensors: { head_offset: byHead },
      score: (s, { h }) => s * at(byHead, h),
    },
    bias("bias by head", "head_offset[h]", { head_offset: byHead }, (_, h) => at(byHead, h)),
    bias(
      "bias by token, query, head and batch",
      "tok[kv] + qs[q] + head[h] + batch[b]",
      { tok: byToken, qs: byQuery, head: byHead, batch: byBatch },
      (b, h, q, k) => at(byToken, k) + at(byQuery, q) + at(byHead, h) + at(byBatch, b),
    ),
    bias("bias [q, kv]", "bias[q, kv]", { bias: plain }, (_, __, q, k) => at(plain, q, k)),
    bias("bias [b, q, kv]", "bias[b, q, kv]", { bias: batched }, (b, _, q, k) => at(batched, b, q, k)),
    bias("bias [b, h, q, kv]", "bias[b, h, q, kv]", { bias: full }, (b, h, q, k) => at(full, b, h, q, k)),
    bias("nested: bias[b][q]", "bias[b][q]", { bias: rows }, (b, _, q) => at(rows, b, q)),
    bias("nested: bias[0][b, h][q]", "bias[0][b, h][q]", { bias: nested }, (b, h, q) => at(nested, 0, b, h, q)),
    bias("nested: bias[b][h][which, q]", "bias[b][h][which, q]", { bias: chosen, which: ints([], () => 2) }, (b, h, q) => at(chosen, b, h, 2, q)),
    bias("relative positions", "rel[(q - kv) + Skv]", { rel: relative }, (_, __, q, k) => at(relative, q + S - k)),
    bias("relative positions, kv − q + L − 1", "pos[kv - q + Skv - 1]", { pos: span }, (_, __, q, k) => at(span, k + S - 1 - q)),
    {
      name: "one sequence beside another",
      python: py`
        def score_mod(score, b, h, q, kv):
            return torch.where(seq[q] == seq[kv], score, -float("inf"))
      `,
      sizes: lengthsAlone,
      tensors: { seq },
      score: (s, { q, k }) => (partOf(q, lengths) === partOf(k, lengths) ? s : -Infinity),
    },
    {
      name: "ragged: a mod by places inside a sequence",
      python: py`
        def by_sequence(mod, seq, start):
            def score_mod(score, b, h, q, kv):
                q_seq, kv_seq = seq[q], seq[kv]
                inside = mod(score, b, h, q - start[q_seq], kv - start[kv_seq])
                return torch.where(q_seq == kv_seq, inside, -float("inf"))
            return score_mod

        def relative(score, b, h, q, kv):
            return score + (q - kv) * 0.25 + torch.where(kv == 0, 1.0, 0.0)

        score_mod = by_sequence(relative, seq, start)
      `,
      sizes: lengthsAlone,
      tensors: { seq, start },
      score: (s, { q, k }) => (partOf(q, lengths) === partOf(k, lengths) ? s + (q - k) / 4 + Number([0, 5, 17, 18].includes(k)) : -Infinity),
    },
    {
      name: "positions of an image, by row and column",
      python: py`
        def score_mod(score, b, h, q, kv):
            return score + rel_h[b, h, q, kv // 6] + rel_w[b, h, q, kv % 6]
      `,
      sizes: { ...sizes, Sq: 36, Skv: 36 },
      tensors: { rel_h: relHeight, rel_w: relWidth },
      score: (s, { b, h, q, k }) => s + at(relHeight, b, h, q, Math.floor(k / 6)) + at(relWidth, b, h, q, k - 6 * Math.floor(k / 6)),
    },
    {
      name: "by distance in space",
      python: py`
        def score_mod(score, b, h, q, kv):
            squared = 0.0
            for d in range(3):
                squared += (place[b, q, d] - place[b, kv, d]) ** 2
            return torch.exp(-torch.sqrt(squared) / reach[h]) * score
      `,
      sizes,
      tensors: { place, reach },
      score(s, { b, h, q, k }) {
        const dist = Math.hypot(...[0, 1, 2].map((d) => at(place, b, q, d) - at(place, b, k, d)));
        return Math.exp(-dist / (0.5 + h)) * s;
      },
    },
    {
      name: "times a scale by head",
      python: py`
        def score_mod(score, b, h, q, kv):
            return score * scale[h]
      `,
      sizes,
      tensors: { scale: heads },
      score: (s, { h }) => at(heads, h) * s,
    },
    bias("bias by batch, learned", "bias[b]", { bias: byBatch }, (b) => at(byBatch, b)),
    bias("bias by head, learned", "bias[h]", { bias: heads }, (_, h) => at(heads, h)),
    bias("two buffers: head and place", "head[h] + pos[q]", { head: heads, pos: byQuery }, (_, h, q) => at(heads, h) + at(byQuery, q)),
    {
      name: "continuous position bias, gated",
      python: py`
        def cpb(table, W, reach):
            def score_mod(score, b, h, q, kv):
                dy = q // W - kv // W + reach
                dx = q % W - kv % W + reach
                return score + 16.0 * torch.sigmoid(table[h, dy, dx])
            return score_mod

        score_mod = cpb(table, 6, 5)
      `,
      sizes: { Hq: 4, Hkv: 2, Sq: 36, Skv: 36 },
      tensors: { table },
      score(s, { h, q, k }) {
        const [qy, ky] = [Math.floor(q / 6), Math.floor(k / 6)];
        return s + 16 / (1 + Math.exp(-at(table, h, qy - ky + 5, q - 6 * qy - (k - 6 * ky) + 5)));
      },
    },
  ],
};

const keys = floats([S], 91);
const offsets = ints([S], (i) => (i * 10) % S);
const clamped = floats([17], 92);
const twice = floats([2 * S - 1], 93);
const mixed = floats([B, S], 94);
const headed = floats([H, S, S], 95);
const gates = floats([H], 96);

export const learnableBiases: Group = {
  title: "PyTorch: learnable biases",
  section: "f",
  cases: [
    bias("bias[|q − kv|]", "bias[(q - kv).abs()]", { bias: keys }, (_, __, q, k) => at(keys, Math.abs(q - k))),
    bias("bias[q, kv], learned", "bias[q, kv]", { bias: plain }, (_, __, q, k) => at(plain, q, k)),
    bias("bias[h, q, kv]", "bias[h, q, kv]", { bias: headed }, (_, h, q, k) => at(headed, h, q, k)),
    bias("bias[b, h, q, kv], learned", "bias[b, h, q, kv]", { bias: full }, (b, h, q, k) => at(full, b, h, q, k)),
    {
      name: "score · bias[q]",
      python: py`
        def score_mod(score, b, h, q, kv):
            return score * bias[q]
      `,
      sizes: lengthsAlone,
      tensors: { bias: byQuery },
      score: (s, { q }) => s * at(byQuery, q),
    },
    bias("bias[clamp(q − kv + 8)]", "bias[torch.clamp(q - kv + 8, 0, 16)]", { bias: clamped }, (_, __, q, k) =>
      at(clamped, Math.max(0, Math.min(16, q - k + 8))),
    ),
    bias("bias[kv]", "bias[kv]", { bias: keys }, (_, __, ___, k) => at(keys, k)),
    bias("bias[b, h, which, q]", "bias[b, h, which, q]", { bias: chosen, which: ints([], () => 0) }, (b, h, q) => at(chosen, b, h, 0, q)),
    bias("bias[offset[q]]", "bias[offset[q]]", { bias: keys, offset: offsets }, (_, __, q) => at(keys, (q * 10) % S)),
    {
      ...bias("bias[q] + bias[kv]", "bias[q] + bias[kv]", { bias: keys }, (_, __, q, k) => at(keys, q) + at(keys, k)),
      note: "FlexAttention refuses it: two reads of one learnable tensor",
    },
    bias("bias[kv, q]", "bias[kv, q]", { bias: plain }, (_, __, q, k) => at(plain, k, q)),
    {
      name: "score · σ(gate[h])",
      python: py`
        def score_mod(score, b, h, q, kv):
            return score * torch.sigmoid(gate[h])
      `,
      sizes,
      tensors: { gate: gates },
      score: (s, { h }) => s / (1 + Math.exp(-at(gates, h))),
    },
    bias("one[q] + other[kv]", "one[q] + other[kv]", { one: byQuery, other: keys }, (_, __, q, k) => at(byQuery, q) + at(keys, k)),
    {
      name: "the bias alone",
      python: py`
        def score_mod(score, b, h, q, kv):
            return bias[b, h, q, kv]
      `,
      sizes,
      tensors: { bias: full },
      score: (_, { b, h, q, k }) => at(full, b, h, q, k),
    },
    bias("bias[q + kv]", "bias[q + kv]", { bias: twice }, (_, __, q, k) => at(twice, q + k)),
    bias("bias[q][kv]", "bias[q][kv]", { bias: plain }, (_, __, q, k) => at(plain, q, k)),
    bias("bias[h, kv, q]", "bias[h, kv, q]", { bias: headed }, (_, h, q, k) => at(headed, h, k, q)),
    bias("y[b, q] + y[b, kv]", "y[b, q] + y[b, kv]", { y: mixed }, (b, _, q, k) => at(mixed, b, q) + at(mixed, b, k)),
  ],
};
