/**
 * @file The plans of the masks that are measured: at 480 tokens as evaluating every pair gives them, at 16,384 as sets of keys written down
 * by hand do, at a million as formulas say.
 */
import { describe, expect, test } from "vitest";
import { countBlocks } from "#src/plan/block-plan.ts";
import { planBlocks } from "#src/plan/plan-blocks.ts";
import { modelScale, planMasks, prepare, randomBits, smallScale, type MaskScale } from "#test/support/plan-masks.ts";
import { denseCells, planCells } from "#test/support/plans.ts";

/** The keys that a query sees, as stretches, ends excluded, disjoint. */
type KeysOf = (q: number, scale: MaskScale, data: (tensor: string) => ArrayLike<number>, h: number) => Iterable<readonly [from: number, to: number]>;

/** The stretch of places around one, moved inwards at the edges. */
function around(place: number, size: number, radius: number): [from: number, to: number] {
  const from = Math.max(0, Math.min(place - radius, size - 1 - 2 * radius));
  return [from, from + 2 * radius + 1];
}

const startOf = (ids: ArrayLike<number>, q: number): number => {
  let start = q;
  while (start > 0 && ids[start - 1] === ids[q]) start--;
  return start;
};

function* kept(keep: ArrayLike<number>, end: number): Generator<[number, number]> {
  for (let k = 0; k < end; k++) if (keep[k]) yield [k, k + 1];
}

const keysOf: Readonly<Record<string, KeysOf>> = {
  causal: (q) => [[0, q + 1]],
  window: (q, { window }) => [[Math.max(0, q - window + 1), q + 1]],
  "window and sink": (q, { window }) =>
    q < window + 4
      ? [[0, q + 1]]
      : [
          [0, 4],
          [q - window + 1, q + 1],
        ],
  prefix: (q, { prefix }) => [[0, Math.max(prefix, q + 1)]],
  documents: (q, _, data) => [[startOf(data("document"), q), q + 1]],
  "documents by offset": (q, _, data) => [[startOf(data("document"), q), q + 1]],
  "documents and window": (q, { window }, data) => [[Math.max(startOf(data("q_document"), q), q - window + 1), q + 1]],
  *"dilated window"(q, { window, tokens }) {
    const reach = window - (window % 3);
    for (let k = q - reach; k <= q + reach; k += 3) if (k >= 0 && k < tokens) yield [k, k + 1];
  },
  *"neighbourhood 2-D"(q, { plane: [height, width, radius] }) {
    const [left, right] = around(q % width, width, radius);
    const [top, bottom] = around(Math.floor(q / width), height, radius);
    for (let y = top; y < bottom; y++) yield [y * width + left, y * width + right];
  },
  *"neighbourhood 3-D"(q, { volume: [depth, height, width, radius] }) {
    const [left, right] = around(q % width, width, radius);
    const [top, bottom] = around(Math.floor(q / width) % height, height, radius);
    const [front, back] = around(Math.floor(q / width / height), depth, radius);
    for (let z = front; z < back; z++) {
      for (let y = top; y < bottom; y++) yield [(z * height + y) * width + left, (z * height + y) * width + right];
    }
  },
  "block diffusion": (q, { tokens, diffusion: block }) => {
    const half = tokens / 2;
    const start = ((q % half) / block) | 0;
    const own: [number, number] = [start * block, (start + 1) * block];
    return q < half ? [own, [half, half + own[0]]] : [[half, half + own[1]]];
  },
  *strided(_, { tokens, stride }) {
    for (let k = 3 * stride; k < tokens; k += 4 * stride) yield [k, Math.min(k + stride, tokens)];
  },
  "8 heads, 8 windows": (q, { window }, _, h) => [[Math.max(0, q - 2 * window * 0.5 ** h + 1), q + 1]],
  "keep-list": (_, { tokens }, data) => kept(data("keep"), tokens),
  "keep-list and causal": (q, _, data) => kept(data("keep"), q + 1),
};

/** The cells of one head, by counting the pairs in each block. */
function cellsOf(keys: (q: number) => ReturnType<KeysOf>, tokens: number, block: number): string[] {
  const side = Math.ceil(tokens / block);
  return Array.from({ length: side }, (_, row) => {
    const pairs = new Int32Array(side);
    for (let q = row * block; q < Math.min((row + 1) * block, tokens); q++) {
      for (const [from, to] of keys(q)) {
        for (let c = Math.floor(from / block); c * block < to; c++) pairs[c]! += Math.min(to, (c + 1) * block) - Math.max(from, c * block);
      }
    }
    return Array.from(pairs, (count) => (count === 0 ? "." : count === block * block ? "#" : "-")).join("");
  });
}

/** What occurs at 480 tokens in blocks of 16. */
const kinds: Readonly<Record<string, string>> = {
  causal: "#-.",
  window: "#-.",
  "window and sink": "#-.",
  prefix: "#-.",
  documents: "#-.",
  "documents by offset": "#-.",
  "documents and window": "#-.",
  "dilated window": "-.",
  "neighbourhood 2-D": "-.",
  "neighbourhood 3-D": "-.",
  "block diffusion": "#-.",
  strided: "#.",
  "8 heads, 8 windows": "#-.",
  "keep-list": "-.",
  "keep-list and causal": "-.",
};

describe.each(Object.entries(planMasks))("%s", (name, make) => {
  test.each([16, 48, 64])("480 tokens in blocks of %i, pair by pair", (block) => {
    const { written, mask, request } = prepare(make(smallScale), smallScale.tokens, block);
    const cells = planCells(planBlocks(mask, request));
    expect(cells).toEqual(denseCells(written, request));
    if (block === 16) expect([..."#-."].filter((kind) => cells.join("").includes(kind)).join("")).toBe(kinds[name]);
  });

  test("16,384 tokens in blocks of 128, by the keys of each query", () => {
    const scale = modelScale(14);
    const call = make(scale);
    const { mask, request } = prepare(call, scale.tokens, 128);
    const data = (tensor: string) => call.tensors![tensor]!.data;
    const heads = Array.from({ length: call.heads ?? 1 }, (_, h) => cellsOf((q) => keysOf[name]!(q, scale, data, h), scale.tokens, 128));
    expect(planCells(planBlocks(mask, request))).toEqual(heads.flat());
  });
});

test.each([0.5, 0.004, 0.996])("random bits, %d of the pairs", (share) => {
  const { written, mask, request } = prepare(randomBits(480, share), 480, 16);
  const cells = planCells(planBlocks(mask, request));
  expect(cells).toEqual(denseCells(written, request));
  expect(new Set(cells.join("")).size).toBe(share === 0.5 ? 1 : 2);
});

/** Full and partial blocks of 8192 × 8192 of 128. */
const atMillion: [name: string, full: number, partial: number][] = [
  ["causal", (8192 * 8191) / 2, 8192],
  // The window is 8 blocks: 7 of them full, its end and the diagonal partial.
  ["window", 8192 * 7 - 28, 8192 + 8184],
  ["window and sink", 8192 * 7 - 28, 8192 + 8184 + 8183],
  ["strided", 8192 * 2048, 0],
  // 4096 blocks of each copy, each a pair of its own blocks of 64 on the diagonal; both copies see the clean blocks before.
  ["block diffusion", 4096 * 4095, 3 * 4096],
];

test.each(atMillion)("%s at a million tokens: %i full, %i partial", (name, full, partial) => {
  const scale = modelScale(20);
  const { mask, request } = prepare(planMasks[name]!(scale), scale.tokens, 128);
  expect(countBlocks(planBlocks(mask, request))).toMatchObject({ full, partial });
});
