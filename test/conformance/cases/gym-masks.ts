/** @file The masks of attention-gym over tokens in a row: causal, windows, prefixes, documents, drafts, diffusion. */
import { at, ints, partOf, py, startOf, truths, type Group } from "../case.ts";

const S = 43;
const lengths = [7, 1, 16, 12, 7];
const doc = ints([S], (i) => partOf(i, lengths));
const start = ints([lengths.length + 1], (n) => startOf(n, lengths));

const isGlobal = truths([S], (i) => i % 11 === 3);
const ancestors = truths([9, 9], (i) => {
  // Token t of a draft follows token (t − 1) ÷ 2: a binary tree.
  const [token, other] = [Math.floor(i / 9), i % 9];
  for (let t = token; t >= 0; t = t === 0 ? -1 : (t - 1) >> 1) if (t === other) return true;
  return false;
});

export const gymMasks: Group = {
  title: "attention-gym: masks over tokens",
  section: "b",
  cases: [
    {
      name: "causal",
      python: py`
        def mask_mod(b, h, q_idx, kv_idx):
            return q_idx >= kv_idx
      `,
      attends: ({ q, k }) => k <= q,
    },
    {
      name: "sliding window",
      python: py`
        def sliding_window(w: int):
            def mask(b, h, q_idx, kv_idx):
                return (q_idx >= kv_idx) & (q_idx - kv_idx <= w)
            return mask

        mask_mod = sliding_window(9)
      `,
      attends: ({ q, k }) => k <= q && k >= q - 9,
    },
    {
      name: "dilated sliding window",
      python: py`
        def dilated(w, d):
            def mask(b, h, q_idx, kv_idx):
                gap = (q_idx - kv_idx).abs()
                return (gap <= w) & (gap % d == 0)
            return mask

        mask_mod = dilated(12, d=3)
      `,
      attends: ({ q, k }) => [-12, -9, -6, -3, 0, 3, 6, 9, 12].includes(k - q),
    },
    {
      name: "prefix LM",
      python: py`
        def prefix_lm(prefix):
            return lambda b, h, q_idx, kv_idx: (kv_idx < prefix) | (q_idx >= kv_idx)

        mask_mod = prefix_lm(14)
      `,
      attends: ({ q, k }) => k <= Math.max(q, 13),
    },
    {
      name: "prefix LM, composed",
      python: py`
        from torch.nn.attention.flex_attention import or_masks

        def causal(b, h, q_idx, kv_idx):
            return q_idx >= kv_idx

        def prefix(length):
            def inside(b, h, q_idx, kv_idx):
                return kv_idx < length
            return inside

        mask_mod = or_masks(prefix(14), causal)
      `,
      attends: ({ q, k }) => k <= Math.max(q, 13),
    },
    {
      name: "document, causal inside",
      python: py`
        def causal(b, h, q_idx, kv_idx):
            return q_idx >= kv_idx

        def by_document(inner, doc, start):
            def mask(b, h, q_idx, kv_idx):
                q_doc, kv_doc = doc[q_idx], doc[kv_idx]
                return (q_doc == kv_doc) & inner(b, h, q_idx - start[q_doc], kv_idx - start[kv_doc])
            return mask

        mask_mod = by_document(causal, doc, start)
      `,
      tensors: { doc, start },
      attends: ({ q, k }) => partOf(q, lengths) === partOf(k, lengths) && k <= q,
    },
    {
      name: "document, prefix LM inside",
      python: py`
        def prefix_lm(b, h, q_idx, kv_idx):
            return (kv_idx < 3) | (q_idx >= kv_idx)

        def by_document(inner, doc, start):
            def mask(b, h, q_idx, kv_idx):
                inside = inner(b, h, q_idx - start[doc[q_idx]], kv_idx - start[doc[kv_idx]])
                return (doc[q_idx] == doc[kv_idx]) & inside
            return mask

        mask_mod = by_document(prefix_lm, doc, start)
      `,
      tensors: { doc, start },
      attends({ q, k }) {
        const part = partOf(q, lengths);
        return part === partOf(k, lengths) && (k <= q || k - startOf(part, lengths) < 3);
      },
    },
    {
      name: "packed causal documents",
      python: py`
        def mask_mod(b, h, q_idx, kv_idx):
            return (kv_idx >= start[doc[q_idx]]) & (q_idx >= kv_idx)
      `,
      tensors: { doc, start },
      attends: ({ q, k }) => k <= q && k >= startOf(partOf(q, lengths), lengths),
    },
    {
      name: "batchified causal",
      python: py`
        def causal(b, h, q_idx, kv_idx):
            return q_idx >= kv_idx

        def batchify(inner, n):
            def mask(b, h, q_idx, kv_idx):
                return (q_idx // n == kv_idx // n) & inner(b, h, q_idx % n, kv_idx % n)
            return mask

        mask_mod = batchify(causal, 13)
      `,
      attends: ({ q, k }) => k <= q && k >= q - (q % 13),
    },
    {
      name: "global and sliding window",
      python: py`
        def global_sliding_window(w, is_global):
            def mask(b, h, q_idx, kv_idx):
                return (torch.abs(q_idx - kv_idx) <= w) | is_global[q_idx] | is_global[kv_idx]
            return mask

        mask_mod = global_sliding_window(4, is_global)
      `,
      tensors: { is_global: isGlobal },
      attends: ({ q, k }) => (k >= q - 4 && k <= q + 4) || q % 11 === 3 || k % 11 === 3,
    },
    {
      name: "block diffusion",
      python: py`
        def block_diffusion(S, L):
            def mask(b, h, q_idx, kv_idx):
                q_noisy, kv_noisy = q_idx < S, kv_idx < S
                q_block = (q_idx % S) // L
                kv_block = (kv_idx % S) // L
                own = (q_block == kv_block) & (q_noisy == kv_noisy)
                before = (q_block > kv_block) & q_noisy & ~kv_noisy
                clean = (q_block >= kv_block) & ~q_noisy & ~kv_noisy
                return own | before | clean
            return mask

        mask_mod = block_diffusion(22, 4)
      `,
      sizes: { Sq: 44, Skv: 44 },
      attends({ q, k }) {
        const block = (i: number) => Math.floor((i < 22 ? i : i - 22) / 4);
        if (q < 22) return k < 22 ? block(k) === block(q) : block(k) < block(q);
        return k >= 22 && block(k) <= block(q);
      },
    },
    {
      name: "JetSpec tree of drafts",
      python: py`
        def tree(prefix, ancestors, n):
            def mask(b, h, q_idx, kv_idx):
                draft = (kv_idx - prefix).clamp(0, n - 1)
                is_draft = (kv_idx >= prefix) & (kv_idx < prefix + n)
                return (kv_idx < prefix) | (is_draft & ancestors[q_idx, draft])
            return mask

        mask_mod = tree(20, ancestors, 9)
      `,
      tensors: { ancestors },
      sizes: { Sq: 9, Skv: 37 },
      attends: ({ q, k }) => k < 20 || (k < 29 && at(ancestors, q, k - 20) === 1),
    },
    {
      name: "JetSpec training",
      python: py`
        def training(prefix, n):
            def mask(b, h, q_idx, kv_idx):
                draft = kv_idx - prefix
                own = (q_idx // n == draft // n) & (draft % n <= q_idx % n)
                return (kv_idx < prefix) | ((kv_idx >= prefix) & own)
            return mask

        mask_mod = training(11, 5)
      `,
      sizes: { Sq: 26, Skv: 37 },
      attends: ({ q, k }) => k < 11 || (k - 11 <= q && k - 11 >= q - (q % 5)),
    },
    {
      name: "shared prefix",
      python: py`
        def shared_prefix(doc, start, p):
            def mask(b, h, q_idx, kv_idx):
                own = (kv_idx >= start[doc[q_idx]]) & (q_idx >= kv_idx)
                shared = (doc[q_idx] != p) & (start[p] <= kv_idx) & (kv_idx < start[p + 1])
                return own | shared
            return mask

        mask_mod = shared_prefix(doc, start, 0)
      `,
      tensors: { doc, start },
      attends: ({ q, k }) => (k <= q && k >= startOf(partOf(q, lengths), lengths)) || (q >= 7 && k < 7),
    },
    {
      name: "Flamingo: text sees its images",
      python: py`
        def flamingo(span, t):
            def mask(b, h, q_idx, kv_idx):
                image = kv_idx // t
                return (span[image, 0] <= q_idx) & (q_idx < span[image, 1])
            return mask

        mask_mod = flamingo(span, 8)
      `,
      // Image 0 is seen by the tokens 4…13, image 1 by 14…29, image 2 by 30 and later: the first tokens see none.
      tensors: { span: ints([3, 2], (i) => [4, 14, 14, 30, 30, 99][i]!) },
      sizes: { Skv: 24 },
      attends: ({ q, k }) => q >= 4 && Math.floor(k / 8) === (q < 14 ? 0 : q < 30 ? 1 : 2),
      note: "rows without keys",
    },
  ],
};
