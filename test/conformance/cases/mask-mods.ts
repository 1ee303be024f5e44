/** @file The mask mods of PyTorch's own tests, and the calls of its decode tests. */
import { at, floats, ints, partOf, py, truths, type Case, type Group } from "../case.ts";

const packed = [
  [16, 31, 25, 56],
  [40, 9, 23, 56],
] as const;
const doc = ints([2, 128], (i) => partOf(i % 128, packed[i < 128 ? 0 : 1]));
const lengths = ints([2], (b) => [29, 40][b]!);
const headKind = truths([4], (h) => h % 3 !== 0);
const dropped = truths([2, 43], (i) => (i * 7) % 5 === 1);
const headBias = floats([4], 101);
const batchBias = floats([2], 102);
const halves = ints([2, 43], (i) => Math.floor((i % 43) / 9) + (i < 43 ? 0 : 1) * ((i % 43) % 2));

const causal = `def causal(b, h, q, kv):\n    return q >= kv\n\n`;

export const maskMods: Group = {
  title: "PyTorch: mask mods",
  section: "f",
  cases: [
    {
      name: "causal, on other lengths",
      python: py`
        def mask_mod(b, h, q, kv):
            return q >= kv
      `,
      sizes: { Sq: 51, Skv: 38 },
      attends: ({ q, k }) => q - k >= 0,
    },
    {
      name: "causal with a captured offset of 192",
      python: py`
        def with_offset(offset):
            def mask(b, h, q, kv):
                return q + offset >= kv
            return mask

        mask_mod = with_offset(offset)
      `,
      sizes: { Sq: 19, Skv: 215, Hq: 2, Hkv: 2 },
      tensors: { offset: ints([], () => 192) },
      attends: ({ q, k }) => k - 192 <= q,
    },
    {
      name: "keys after the query by S − 3",
      python: py`
        def mask_mod(b, h, q, kv):
            return kv >= q + (Sq - 3)
      `,
      attends: ({ q, k }) => q <= 2 && k - q >= 40,
      note: "rows without keys",
    },
    {
      name: "window, causal",
      python: `${causal}${py`
        def window(b, h, q, kv):
            return q - kv <= 32

        mask_mod = and_masks(causal, window)
      `}`,
      sizes: { Hq: 2, Sq: 83, Skv: 83 },
      attends: ({ q, k }) => k <= q && q <= k + 32,
    },
    {
      name: "local: the last 64",
      python: `${causal}${py`
        def local(b, h, q, kv):
            return q - kv < 64

        mask_mod = and_masks(causal, local)
      `}`,
      sizes: { Hq: 2, Sq: 96, Skv: 96 },
      attends: ({ q, k }) => k <= q && k > q - 64,
    },
    {
      name: "global: all before the last 64",
      python: `${causal}${py`
        def beyond(b, h, q, kv):
            return q - kv >= 64

        mask_mod = and_masks(causal, beyond)
      `}`,
      sizes: { Hq: 2, Sq: 96, Skv: 96 },
      attends: ({ q, k }) => k <= q - 64,
      note: "rows without keys",
    },
    {
      name: "documents of one length, causal",
      python: py`
        def mask_mod(b, h, q, kv):
            return (q // 25 == kv // 25) & (q >= kv)
      `,
      sizes: { Hq: 2, Sq: 67, Skv: 67 },
      attends: ({ q, k }) => k <= q && (q < 25 || k >= (q < 50 ? 25 : 50)),
    },
    {
      name: "documents by batch",
      python: py`
        def mask_mod(b, h, q, kv):
            return doc[b, q] == doc[b, kv]
      `,
      sizes: { B: 2, Hq: 1, Hkv: 1, Sq: 128, Skv: 128 },
      tensors: { doc },
      attends: ({ b, q, k }) => partOf(q, packed[b]!) === partOf(k, packed[b]!),
    },
    {
      name: "only the first queries",
      python: py`
        def mask_mod(b, h, q, kv):
            return q < 17
      `,
      attends: ({ q }) => !(q > 16),
      note: "rows without keys",
    },
    {
      name: "a prefix by batch, or causal",
      python: py`
        def mask_mod(b, h, q, kv):
            return ((q <= n[b]) & (kv <= n[b])) | (q >= kv)
      `,
      sizes: { B: 2 },
      tensors: { n: lengths },
      attends: ({ b, q, k }) => k <= q || Math.max(q, k) <= [29, 40][b]!,
    },
    {
      name: "near in a row or in a column",
      python: py`
        def mask_mod(b, h, q, kv):
            q_x, q_y = q // 9, q % 9
            kv_x, kv_y = kv // 9, kv % 9
            horizontal = (q_x - kv_x).abs() <= 1
            vertical = (q_y - kv_y).abs() <= 1
            return horizontal | vertical
      `,
      sizes: { Sq: 72, Skv: 72 },
      attends({ q, k }) {
        const [dx, dy] = [Math.floor(q / 9) - Math.floor(k / 9), (q % 9) - (k % 9)];
        return dx * dx <= 1 || dy * dy <= 1;
      },
    },
    {
      name: "heads of two kinds, GQA",
      python: py`
        def mask_mod(b, h, q, kv):
            return is_causal[h] & (q >= kv)
      `,
      sizes: { Hq: 4, Hkv: 2 },
      tensors: { is_causal: headKind },
      attends: ({ h, q, k }) => (h === 1 || h === 2) && k <= q,
      note: "rows without keys",
    },
    {
      name: "lengths by batch",
      python: py`
        def mask_mod(b, h, q, kv):
            return (q < n[b]) & (kv < n[b])
      `,
      sizes: { B: 2 },
      tensors: { n: lengths },
      attends: ({ b, q, k }) => Math.max(q, k) < [29, 40][b]!,
      note: "rows without keys",
    },
    {
      name: "queries dropped at random",
      python: py`
        def mask_mod(b, h, q, kv):
            return ~dropped[b, q]
      `,
      sizes: { B: 2 },
      tensors: { dropped },
      attends: ({ b, q }) => at(dropped, b, q) === 0,
      note: "rows without keys",
    },
    {
      name: "an offset of rank 0",
      python: py`
        def mask_mod(b, h, q, kv):
            return (q + offset) >= kv
      `,
      tensors: { offset: ints([], () => 5) },
      attends: ({ q, k }) => q - k >= -5,
    },
    {
      name: "causal, or a head with a positive bias",
      python: `${causal}${py`
        def open_head(b, h, q, kv):
            return bias[h] > 0

        mask_mod = or_masks(causal, open_head)
      `}`,
      sizes: { Hq: 4, Hkv: 2 },
      tensors: { bias: headBias },
      attends: ({ h, q, k }) => k <= q || at(headBias, h) > 0,
    },
    {
      name: "documents, two queries to an entry",
      python: py`
        def mask_mod(b, h, q, kv):
            return doc[b, q // 2] == doc[b, kv]
      `,
      sizes: { B: 2 },
      tensors: { doc: halves },
      attends({ b, q, k }) {
        const of = (i: number) => Math.floor(i / 9) + (b === 1 ? i % 2 : 0);
        return of((q - (q % 2)) / 2) === of(k);
      },
    },
    {
      name: "causal, or biases of head and batch above 0",
      python: py`
        def mask_mod(b, h, q, kv):
            return (q >= kv) | (head_bias[h] + batch_bias[b] > 0)
      `,
      sizes: { B: 2, Hq: 4, Hkv: 2 },
      tensors: { head_bias: headBias, batch_bias: batchBias },
      attends: ({ b, h, q, k }) => k <= q || at(headBias, h) + at(batchBias, b) > 0,
    },
    {
      name: "queries below a bound made of lengths",
      python: py`
        def mask_mod(b, h, q, kv):
            return q < (Sq // 32 + Skv // 32) * 32
      `,
      sizes: { Sq: 131, Skv: 21, Hq: 1, Hkv: 1 },
      attends: ({ q }) => q < 128,
      note: "rows without keys",
    },
    {
      name: "a mask and its opposite",
      python: `${causal}${py`
        def anticausal(b, h, q, kv):
            return ~causal(b, h, q, kv)

        mask_mod = and_masks(causal, anticausal)
      `}`,
      attends: () => false,
      note: "rows without keys",
    },
    {
      name: "causal, or everything",
      python: `${causal}${py`
        from torch.nn.attention.flex_attention import noop_mask, or_masks

        mask_mod = or_masks(causal, noop_mask)
      `}`,
      attends: () => true,
    },
    {
      name: "a mask with an argument bound",
      python: py`
        from functools import partial

        def window(size, b, h, q, kv):
            return (q >= kv) & (q - kv < size)

        mask_mod = partial(window, 10)
      `,
      attends: ({ q, k }) => [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].includes(q - k),
    },
    {
      name: "a mask that is an object",
      python: py`
        class Window:
            def __init__(self, size):
                self.size = size

            def __call__(self, b, h, q, kv):
                return (q >= kv) & (q - kv < self.size)

        mask_mod = Window(10)
      `,
      attends: ({ q, k }) => q - k >= 0 && q - k <= 9,
    },
  ],
};

const positions = [5, 98, 47, 194];
const position = ints([4], (b) => positions[b]!);

/** A mask and a score in which everything has a part, on the sizes of PyTorch's tests. */
const shaped = (name: string, sizes: NonNullable<Case["sizes"]>): Case => ({
  name,
  sizes,
  python: py`
    def mask_mod(b, h, q, kv):
        return q + 3 * h + b >= kv

    def score_mod(score, b, h, q, kv):
        return score + 0.25 * (h + 1) * (kv - q) / (1 + b)
  `,
  attends: ({ b, h, q, k }) => k <= q + b + 3 * h,
  score: (s, { b, h, q, k }) => s + ((h + 1) * (k - q)) / (4 + 4 * b),
});

export const shapes: Group = {
  title: "PyTorch: sizes and decode",
  section: "f",
  cases: [
    shaped("4 heads over 1", { B: 2, Hq: 4, Hkv: 1 }),
    shaped("16 heads over 1, one query", { Hq: 16, Hkv: 1, Sq: 1, Skv: 129 }),
    shaped("8 heads over 2, one query", { B: 2, Hq: 8, Hkv: 2, Sq: 1, Skv: 65 }),
    shaped("16 heads over 16, one query", { Hq: 16, Hkv: 16, Sq: 1, Skv: 63 }),
    shaped("queries an eighth of the keys", { Hq: 8, Hkv: 2, Sq: 16, Skv: 128 }),
    shaped("values half as long", { D: 64, Dv: 32, Hq: 2 }),
    shaped("values twice as long", { D: 32, Dv: 64, Hq: 2 }),
    shaped("heads of 17", { D: 17, Dv: 17, Hq: 2 }),
    shaped("heads of 94", { D: 94, Dv: 94, Hq: 2 }),
    shaped("heads of 121", { D: 121, Dv: 121, Hq: 2, Sq: 17, Skv: 19 }),
    shaped("one query, one key", { Sq: 1, Skv: 1 }),
    shaped("127 by 255", { Hq: 1, Hkv: 1, Sq: 127, Skv: 255 }),
    shaped("257 by 129", { Hq: 1, Hkv: 1, Sq: 257, Skv: 129 }),
    {
      name: "one query of 65 keys, offset 192",
      python: py`
        def mask_mod(b, h, q, kv):
            return q + 192 >= kv
      `,
      sizes: { B: 4, Hq: 4, Hkv: 4, Sq: 1, Skv: 65, D: 16, Dv: 16 },
      attends: () => true,
    },
    {
      name: "decode at positions by batch",
      python: py`
        def mask_mod(b, h, q, kv):
            return kv <= position[b]
      `,
      sizes: { B: 4, Hq: 4, Hkv: 2, Sq: 1, Skv: 224, D: 16, Dv: 16 },
      tensors: { position },
      attends: ({ b, k }) => k < positions[b]! + 1,
    },
    {
      name: "decode at 128 of 512",
      python: py`
        def causal(b, h, q, kv):
            return q >= kv

        def at_position(mask, position):
            def moved(b, h, q, kv):
                return mask(b, h, q + position, kv)
            return moved

        mask_mod = at_position(causal, 128)
      `,
      sizes: { Hq: 8, Hkv: 2, Sq: 1, Skv: 512, D: 16, Dv: 16 },
      attends: ({ k }) => k < 129,
    },
  ],
};
