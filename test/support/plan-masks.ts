/**
 * @file The masks that the planner is tested and measured on, as users write them: `.attn` text, sizes, params and tensors for a number of
 * tokens. The bench has them at the sizes of models, tests at sizes where every pair can be evaluated.
 */
import { fromAttn } from "#src/frontend/index.ts";
import type { Node } from "#src/ir/node.ts";
import type { Tensor } from "#src/ir/tensor.ts";
import { runPasses } from "#src/passes/index.ts";
import type { PlanRequest } from "#src/plan/plan-blocks.ts";

/** How large everything is that a mask of the list speaks of. */
export interface MaskScale {
  readonly tokens: number;
  readonly window: number;
  readonly prefix: number;
  readonly documents: number;
  /** Rows and columns of an image of all tokens, and how far one sees. */
  readonly plane: readonly [height: number, width: number, radius: number];
  readonly volume: readonly [depth: number, height: number, width: number, radius: number];
  /** Tokens of a stretch, of which every fourth is kept. */
  readonly stride: number;
  /** Tokens that block diffusion makes at once. */
  readonly diffusion: number;
  /** The share of the keys that a keep-list keeps. */
  readonly kept: number;
}

/** 2^`k` tokens: grids whose sides are powers of two, 1,000 documents, windows of 1,024. */
export function modelScale(k: number): MaskScale {
  const side = (axis: number, axes: number): number => 2 ** Math.floor((k + axis) / axes);
  return {
    tokens: 2 ** k,
    window: 1024,
    prefix: Math.floor(2 ** k / 10),
    documents: 1000,
    plane: [side(0, 2), side(1, 2), 6],
    volume: [side(0, 3), side(1, 3), side(2, 3), 3],
    stride: 128,
    diffusion: 64,
    kept: 0.01,
  };
}

/** 480 tokens, so that blocks of 16 and 32 show what blocks of 128 show at the sizes of models. */
export const smallScale: MaskScale = {
  tokens: 480,
  window: 100,
  prefix: 75,
  documents: 9,
  plane: [24, 20, 3],
  volume: [6, 8, 10, 1],
  stride: 32,
  diffusion: 24,
  kept: 0.03,
};

/** One mask and a call of it. */
export interface MaskCall {
  readonly text: string;
  readonly heads?: number;
  readonly params?: Readonly<Record<string, number>>;
  readonly tensors?: Readonly<Record<string, Tensor>>;
}

/** Small whole numbers without a pattern, the same in every run. */
const scatter = (i: number): number => Math.imul(i ^ (i >>> 15), 0x2c1b3c6d) >>> 8;

const ints = (data: Int32Array): Tensor => ({ type: "i32", shape: [data.length], data });

/** Bits of which about a share is set. */
function bits(shape: readonly number[], share: number): Tensor {
  const data = new Uint8Array(shape.reduce((a, b) => a * b, 1));
  for (let i = 0; i < data.length; i++) data[i] = +(scatter(scatter(i) + i) < share * 2 ** 24);
  return { type: "bool", shape, data };
}

/** The document of each token: as many as asked for, of random lengths, none empty. */
function documentIds({ tokens, documents }: MaskScale): Tensor {
  const ids = new Int32Array(tokens);
  for (let i = 1, cuts = 1; cuts < documents; i++) {
    const at = 1 + (scatter(i) % (tokens - 1));
    if (ids[at] === 0) cuts++;
    ids[at] = 1;
  }
  for (let i = 1; i < tokens; i++) ids[i]! += ids[i - 1]!;
  return ints(ids);
}

/** Where each document begins. */
function offsets(ids: Tensor): Tensor {
  const starts = [0];
  for (let i = 1; i < ids.data.length; i++) if (ids.data[i] !== ids.data[i - 1]) starts.push(i);
  return ints(Int32Array.from(starts));
}

const nearby = "fn nearby(q: i32, kv: i32, size: i32) = abs(clamp(q, radius, size - 1 - radius) - kv) <= radius";
const constants = (values: Readonly<Record<string, number>>): string =>
  Object.entries(values)
    .map(([name, value]) => `  const ${name} = ${value}\n`)
    .join("");
const attention = (body: string): string => `attention measured {\n${body}\n}\n`;

/** The masks by name. */
export const planMasks: Readonly<Record<string, (scale: MaskScale) => MaskCall>> = {
  causal: () => ({ text: attention("  mask = q_idx >= kv_idx") }),
  window: ({ window }) => ({
    text: attention("  param window: i32 = 256\n  mask = q_idx >= kv_idx && q_idx - kv_idx < window"),
    params: { window },
  }),
  "window and sink": ({ window }) => ({
    text: attention("  param window: i32 = 256\n  mask = q_idx >= kv_idx && (kv_idx < 4 || q_idx - kv_idx < window)"),
    params: { window },
  }),
  prefix: ({ prefix }) => ({
    text: attention("  input prefix: i32[B]\n  mask = kv_idx < prefix[b] || q_idx >= kv_idx"),
    tensors: { prefix: ints(Int32Array.of(prefix)) },
  }),
  documents: (scale) => ({
    text: attention("  input document: i32[tokens]\n  mask = document[q_idx] == document[kv_idx] && q_idx >= kv_idx"),
    tensors: { document: documentIds(scale) },
  }),
  "documents by offset": (scale) => {
    const document = documentIds(scale);
    return {
      text: attention("  input document: i32[Sq]\n  input start: i32[documents]\n  mask = kv_idx >= start[document[q_idx]] && q_idx >= kv_idx"),
      tensors: { document, start: offsets(document) },
    };
  },
  "documents and window": (scale) => ({
    text: attention(
      "  input q_document: i32[B, Sq]\n  input kv_document: i32[B, Skv]\n  param window: i32 = 256\n" +
        "  mask = q_document[b, q_idx] == kv_document[b, kv_idx] && q_idx >= kv_idx && q_idx - kv_idx < window",
    ),
    params: { window: scale.window },
    tensors: Object.fromEntries(["q_document", "kv_document"].map((name) => [name, { ...documentIds(scale), shape: [1, scale.tokens] }])),
  }),
  "dilated window": ({ window }) => ({
    text: attention("  param window: i32 = 256\n  let distance = abs(q_idx - kv_idx)\n  mask = distance <= window && distance % 3 == 0"),
    params: { window },
  }),
  "neighbourhood 2-D": ({ plane: [height, width, radius] }) => ({
    text: attention(
      `${constants({ height, width, radius })}  ${nearby}\n` +
        "  mask = nearby(div(q_idx, width), div(kv_idx, width), height) && nearby(q_idx % width, kv_idx % width, width)",
    ),
  }),
  "neighbourhood 3-D": ({ volume: [depth, height, width, radius] }) => ({
    text: attention(
      `${constants({ depth, height, width, radius })}  ${nearby}\n` +
        "  let planes_meet = nearby(div(q_idx, height * width), div(kv_idx, height * width), depth)\n" +
        "  let rows_meet = nearby(div(q_idx, width) % height, div(kv_idx, width) % height, height)\n" +
        "  mask = planes_meet && rows_meet && nearby(q_idx % width, kv_idx % width, width)",
    ),
  }),
  "block diffusion": ({ diffusion }) => ({
    text: attention(
      `${constants({ block: diffusion })}  let half = div(Skv, 2)\n  let q_clean = q_idx >= half\n  let kv_clean = kv_idx >= half\n` +
        "  let q_block = div(q_clean ? q_idx - half : q_idx, block)\n  let kv_block = div(kv_clean ? kv_idx - half : kv_idx, block)\n" +
        "  let sees_clean = q_clean ? q_block >= kv_block : q_block > kv_block\n" +
        "  mask = kv_clean ? sees_clean : !q_clean && q_block == kv_block",
    ),
  }),
  strided: ({ stride }) => ({ text: attention(`  mask = div(kv_idx, ${stride}) % 4 == 3`) }),
  "8 heads, 8 windows": ({ window }) => ({
    text: attention("  input window: i32[Hq]\n  mask = q_idx >= kv_idx && q_idx - kv_idx < window[h]"),
    heads: 8,
    tensors: { window: ints(Int32Array.from({ length: 8 }, (_, h) => (2 * window) >> h)) },
  }),
  "keep-list": ({ tokens, kept }) => ({
    text: attention("  input keep: bool[Skv]\n  mask = keep[kv_idx]"),
    tensors: { keep: bits([tokens], kept) },
  }),
  "keep-list and causal": ({ tokens, kept }) => ({
    text: attention("  input keep: bool[Skv]\n  mask = keep[kv_idx] && q_idx >= kv_idx"),
    tensors: { keep: bits([tokens], kept) },
  }),
};

/** A bit of its own for every pair: nothing is to be proved, all has to be read. */
export const randomBits = (tokens: number, share: number): MaskCall => ({
  text: attention("  input allowed: bool[Sq, Skv]\n  mask = allowed[q_idx, kv_idx]"),
  tensors: { allowed: bits([tokens, tokens], share) },
});

/** The sizes that tensors of the list introduce, as calls read them. */
export function introducedBy({ tensors = {} }: MaskCall): Record<string, number> {
  const first = (name: string): number => tensors[name]?.shape[0] ?? 1;
  return { tokens: first("document"), documents: first("start") };
}

/** The mask of a call, as written and optimised, and the request for its plan. */
export function prepare(call: MaskCall, tokens: number, block: number): { written: Node; mask: Node; request: PlanRequest } {
  const { heads = 1, params = {}, tensors = {} } = call;
  const sizes = { B: 1, Hq: heads, Hkv: heads, Sq: tokens, Skv: tokens, D: 64, Dv: 64, ...introducedBy(call) };
  const variant = fromAttn(call.text)[0]!;
  const request = { block: [block, block] as const, sizes, params, tensors: new Map(Object.entries(tensors)) };
  return { written: variant.sections.mask!, mask: runPasses(variant).sections.mask!, request };
}
