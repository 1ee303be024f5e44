/**
 * @file The masks that PyTorch's own tests of FlexAttention use, as they are said here: each plan is what the mask, as written, gives at
 * every pair. Where those tests name a number, it is the plan's, too.
 */
import { expect, test } from "vitest";
import { fromAttn } from "#src/frontend/index.ts";
import type { Tensor } from "#src/ir/tensor.ts";
import { runPasses } from "#src/passes/index.ts";
import { countBlocks, type BlockPlan } from "#src/plan/block-plan.ts";
import { planBlocks } from "#src/plan/plan-blocks.ts";
import { denseCells, intTensor, planCells, requestOf } from "#test/support/plans.ts";

interface MaskTest {
  readonly body: string;
  /** Attentions before the one that is meant. */
  readonly before?: string;
  readonly sizes: Readonly<Record<string, number>>;
  readonly block?: number;
  readonly tensors?: Readonly<Record<string, Tensor>>;
}

const square = (S: number, more: Readonly<Record<string, number>> = {}): Record<string, number> => ({ Sq: S, Skv: S, ...more });
const heads = { Hq: 4, Hkv: 2 };
const bools = (shape: readonly number[], of: (i: number) => boolean): Tensor => {
  const count = shape.reduce((a, b) => a * b, 1);
  return { type: "bool", shape, data: Uint8Array.from({ length: count }, (_, i) => +of(i)) };
};
const floats = (...values: number[]): Tensor => ({ type: "f32", shape: [values.length], data: Float32Array.from(values) });
const idsOf = (lengths: readonly number[]): number[] => lengths.flatMap((length, id) => Array.from({ length }, () => id));
const documents = [idsOf([16, 31, 25, 56]), idsOf([40, 9, 23, 56])];
const long = idsOf([1024, 1025]);

const causal = "attention causal { mask = q_idx >= kv_idx }";
const local = "attention local { mask = q_idx - kv_idx <= 512 }";

const table: Readonly<Record<string, MaskTest>> = {
  causal: { body: "mask = q_idx >= kv_idx", sizes: square(500) },
  "causal with a captured offset": {
    body: "input offset: i32[1]\n mask = q_idx + offset[0] >= kv_idx",
    sizes: square(500),
    tensors: { offset: intTensor([192]) },
  },
  "causal with an offset of each batch": {
    body: "input offset: i32[B]\n mask = q_idx + offset[b] >= kv_idx",
    sizes: square(256, { B: 8 }),
    block: 16,
    tensors: { offset: intTensor(Array.from({ length: 8 }, (_, b) => 16 * b)) },
  },
  "the last keys alone": { body: "let offset = Skv - 3\n mask = kv_idx >= q_idx + offset", sizes: square(257) },
  "window 512": { body: "mask = q_idx >= kv_idx && q_idx - kv_idx <= 512", sizes: square(900), block: 128 },
  "the local half of causal": { body: "mask = q_idx >= kv_idx && q_idx - kv_idx < 64", sizes: square(196) },
  "the global half of causal": { body: "mask = q_idx >= kv_idx && q_idx - kv_idx >= 64", sizes: square(96) },
  "documents of 256, causal": { body: "mask = div(q_idx, 256) == div(kv_idx, 256) && q_idx >= kv_idx", sizes: square(700) },
  "documents of two batches": {
    body: "input doc: i32[B, Sq]\n mask = doc[b, q_idx] == doc[b, kv_idx]",
    sizes: square(128, { B: 2 }),
    block: 16,
    tensors: { doc: intTensor(documents.flat(), [2, 128]) },
  },
  "documents of two batches, causal": {
    body: "input doc: i32[B, Sq]\n mask = doc[b, q_idx] == doc[b, kv_idx] && q_idx >= kv_idx",
    sizes: square(128, { B: 2 }),
    block: 16,
    tensors: { doc: intTensor(documents.flat(), [2, 128]) },
  },
  "documents of 1024 and one more": {
    body: "input doc: i32[Sq]\n mask = doc[q_idx] == doc[kv_idx] && q_idx >= kv_idx",
    sizes: square(2049),
    block: 128,
    tensors: { doc: intTensor(long) },
  },
  "rows without keys": { body: "const M = 200\n mask = q_idx < M", sizes: square(500) },
  "a prefix of each batch, or causal": {
    body: "input n: i32[B]\n mask = (q_idx <= n[b] && kv_idx <= n[b]) || q_idx >= kv_idx",
    sizes: square(300, { B: 3 }),
    tensors: { n: intTensor([0, 129, 299]) },
  },
  "a cross in an image": {
    body:
      "const width = 20\n fn far(q: i32, kv: i32) = abs(q - kv)\n" +
      "mask = far(q_idx % width, kv_idx % width) <= 3 || far(div(q_idx, width), div(kv_idx, width)) <= 3",
    sizes: square(480),
    block: 16,
  },
  "heads that attend, heads that do not": {
    body: "input kind: bool[Hq]\n mask = kind[h] && q_idx >= kv_idx",
    sizes: square(200, heads),
    tensors: { kind: bools([4], (h) => h % 3 === 0) },
  },
  "lengths of each batch": {
    body: "input len: i32[B]\n mask = q_idx < len[b] && kv_idx < len[b]",
    sizes: square(300, { B: 3 }),
    tensors: { len: intTensor([0, 130, 300]) },
  },
  "rows struck out at random": {
    body: "input struck: bool[B, Sq]\n mask = !struck[b, q_idx]",
    sizes: square(300, { B: 2 }),
    block: 16,
    tensors: { struck: bools([2, 300], (i) => Math.imul(i, 0x9e3779b1) >>> 0 < 2 ** 29 || (i >= 64 && i < 90)) },
  },
  "an offset in a tensor without dimensions": {
    body: "input offset: i32[]\n mask = q_idx + offset[] >= kv_idx",
    sizes: square(200),
    block: 16,
    tensors: { offset: intTensor([5], []) },
  },
  "causal, or a head's bias": {
    body: "input bias: f32[Hq]\n mask = q_idx >= kv_idx || bias[h] > 0",
    sizes: square(200, heads),
    tensors: { bias: floats(-1, 0, 0.5, 2) },
  },
  "two queries for each key": {
    body: "input doc: i32[B, Skv]\n mask = doc[b, div(q_idx, 2)] == doc[b, kv_idx]",
    sizes: { B: 2, Sq: 256, Skv: 128 },
    block: 16,
    tensors: { doc: intTensor(documents.flat(), [2, 128]) },
  },
  "causal, or the biases of head and batch": {
    body: "input head_bias: f32[Hq]\n input batch_bias: f32[B]\n mask = q_idx >= kv_idx || head_bias[h] + batch_bias[b] > 0",
    sizes: square(150, { B: 2, ...heads }),
    tensors: { head_bias: floats(-1, 0, 0.5, 2), batch_bias: floats(-1, 0.25) },
  },
  "rows up to a sum of whole blocks": { body: "mask = q_idx < (div(Sq, 32) + div(Skv, 32)) * 32", sizes: { Sq: 300, Skv: 90 } },
  "a mask and its opposite": { before: causal, body: "mask = causal.mask && !causal.mask", sizes: square(200) },
  "a mask or everything": { before: `${causal}\nattention noop {}`, body: "mask = causal.mask || noop.mask", sizes: square(200) },
  "a mask with one argument given": {
    body: "fn within(q: i32, kv: i32, reach: i32) = abs(q - kv) <= reach\n mask = within(q_idx, kv_idx, 40)",
    sizes: square(200),
  },
};

/** The variant of a test: the last of its text. */
const variantOf = ({ before = "", body }: MaskTest) => fromAttn(`${before}\nattention tested {\n ${body}\n}`).at(-1)!;

function planOf(given: MaskTest): { plan: BlockPlan; dense(): string[] } {
  const { sizes, block = 64, tensors = {} } = given;
  const variant = variantOf(given);
  const request = requestOf(block, sizes, { tensors: new Map(Object.entries(tensors)) });
  const plan = planBlocks(runPasses(variant).sections.mask, request);
  return { plan, dense: () => denseCells(variant.sections.mask!, request) };
}

test.each(Object.entries(table))("%s", (_, given) => {
  const { plan, dense } = planOf(given);
  expect(planCells(plan)).toEqual(dense());
});

const offsets = (batches: number): MaskTest => ({
  body: "input offset: i32[B]\n mask = q_idx + offset[b] >= kv_idx",
  sizes: square(2048, { B: batches, Hq: 2, Hkv: 2 }),
  block: 128,
  tensors: { offset: intTensor(Array.from({ length: batches }, (_, b) => (batches === 8 ? 128 * b : 0))) },
});

test.each([
  ["causal", { body: "mask = q_idx >= kv_idx", sizes: square(2048), block: 128 }, 46.875],
  ["no offset, 4 batches", offsets(4), 46.875],
  ["offsets of 8 batches", offsets(8), 29.1015625],
  ["a mask and its opposite", { ...table["a mask and its opposite"]!, sizes: square(2048), block: 128 }, 100],
  ["a mask or everything", { ...table["a mask or everything"]!, sizes: square(2048), block: 128 }, 0],
] as const)("%s: %f %% of the blocks are skipped", (_, given, percent) => {
  const { density } = countBlocks(planOf(given).plan);
  expect(100 * (1 - density)).toBe(percent);
});

test("causal and a window of 512: of 2048 rows, 28 blocks are partial", () => {
  const given = { before: `${causal}\n${local}`, body: "mask = causal.mask && local.mask", sizes: square(2048), block: 128 };
  const { plan, dense } = planOf(given);
  expect(countBlocks(plan).partial).toBe(28);
  expect(planCells(plan)).toEqual(dense());
});

test.each([
  // 128 columns: a triangle of full blocks, then whole rows, of which the last is ragged.
  [7896, 128 * 127 * 0.5 + 128 * (493 - 128), 128 + 128],
  [2, 0, 1],
])("causal, %i rows over 2048 keys in blocks of 16: %i full, %i partial", (Sq, full, partial) => {
  const { plan } = planOf({ body: "mask = q_idx >= kv_idx", sizes: { Sq, Skv: 2048 }, block: 16 });
  expect(countBlocks(plan)).toMatchObject({ full, partial });
});

/** Scores that mask by −∞ (f.3 of those tests), and the mask that each one is. */
test.each([
  ["where(q_idx >= kv_idx, score, -inf)", "q_idx >= kv_idx"],
  ["where(q_idx <= kv_idx, score, -inf)", "q_idx <= kv_idx"],
  ["where(q_idx >= kv_idx, score + (q_idx - kv_idx), -inf)", "q_idx >= kv_idx"],
  ["where(q_idx + 1000 >= kv_idx, score, -inf)", "q_idx + 1000 >= kv_idx"],
  ["where(kv_idx % 2 == 0, score, -inf)", "kv_idx % 2 == 0"],
  ["where(seq[q_idx] == seq[kv_idx], score, -inf)", "seq[q_idx] == seq[kv_idx]"],
  ["where(score <= f32(seq[q_idx]), score, -inf)", "true"],
])("the score %s is planned as the mask %s", (score, mask) => {
  const input = "input seq: i32[Sq]\n";
  const request = requestOf(32, square(1500), { tensors: new Map([["seq", intTensor(idsOf([300, 1, 511, 688]))]]) });
  const planned = runPasses(fromAttn(`attention a { ${input} score = ${score} }`)[0]!).sections.mask;
  const written = fromAttn(`attention a { ${input} mask = ${mask} }`)[0]!.sections.mask!;
  expect(planCells(planBlocks(planned, request))).toEqual(denseCells(written, request));
});
