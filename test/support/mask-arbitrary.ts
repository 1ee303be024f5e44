/**
 * @file Random masks with everything that they read: arithmetic, laps, captured tensors (nested, ascending or not, shared or per head and
 * batch), params, heads and batches, lengths that no block divides.
 */
import fc from "fast-check";
import type { Tensor } from "#src/ir/tensor.ts";
import type { Node } from "#src/ir/node.ts";
import type { PlanRequest } from "#src/plan/plan-blocks.ts";
import { intTensor, maskOf, requestOf } from "./plans.ts";

/** A mask and a call of it. */
export interface MaskCase {
  readonly text: string;
  readonly mask: Node;
  readonly request: PlanRequest;
}

type Text = fc.Arbitrary<string>;

const join = (name: string, ...operands: Text[]): Text => fc.tuple(...operands).map((texts) => `${name}(${texts.join(", ")})`);

/** The captured tensors by the types that they read as. */
export const inputTypes = { doc: "i32", off: "i32", wild: "i32", keep: "bool", cell: "bool", reach: "i32", slope: "f32" } as const;

const index = fc.constantFrom("q_idx", "kv_idx");
const small = fc.integer({ min: 1, max: 70 }).map(String);
const any = fc.integer({ min: -40, max: 300 }).map(String);
const extreme = fc.constantFrom("2147483647", "-2147483648", "65536", "-1", "0");

const atom: Text = fc.oneof(
  { weight: 10, arbitrary: index },
  { weight: 3, arbitrary: any },
  { weight: 2, arbitrary: fc.constantFrom("h", "b", "hkv", "Sq", "Skv", "window") },
  { weight: 2, arbitrary: index.map((i) => `doc[${i}]`) },
  { weight: 1, arbitrary: index.map((i) => `off[doc[${i}]]`) },
  { weight: 1, arbitrary: index.map((i) => `wild[${i}]`) },
  { weight: 1, arbitrary: fc.constantFrom("reach[b, h]", "reach[hkv, 0]", "reach[0, kv_idx]") },
);

/** Texts of i32 expressions; `depth` operations deep at most. */
export function integerText(depth: number): Text {
  if (depth === 0) return fc.oneof({ weight: 12, arbitrary: atom }, { weight: 1, arbitrary: extreme });
  const inner = integerText(depth - 1);
  return fc.oneof(
    { weight: 4, arbitrary: atom },
    { weight: 8, arbitrary: join("sub", inner, inner) },
    { weight: 4, arbitrary: join("add", inner, inner) },
    { weight: 2, arbitrary: fc.constantFrom("mul", "shl").chain((op) => join(op, inner, fc.integer({ min: -3, max: 5 }).map(String))) },
    { weight: 4, arbitrary: fc.constantFrom("div", "mod", "rem", "quot").chain((op) => join(op, inner, small)) },
    { weight: 1, arbitrary: fc.constantFrom("div", "mod", "rem", "quot", "mul").chain((op) => join(op, inner, inner)) },
    { weight: 3, arbitrary: fc.constantFrom("min", "max").chain((op) => join(op, inner, inner)) },
    { weight: 2, arbitrary: join("clamp", inner, any, inner) },
    { weight: 3, arbitrary: fc.constantFrom("abs", "neg", "sign", "bitnot").chain((op) => join(op, inner)) },
    { weight: 1, arbitrary: fc.constantFrom("bitand", "bitor", "bitxor").chain((op) => join(op, inner, inner)) },
    { weight: 1, arbitrary: join("where", booleanText(depth - 1), inner, inner) },
    { weight: 1, arbitrary: inner.map((i) => `wild[${i}]`) },
  );
}

const comparisons = fc.constantFrom("lt", "le", "gt", "ge", "eq", "ne");

/** Texts of masks. */
export function booleanText(depth: number): Text {
  const numbers = integerText(depth);
  const compare = comparisons.chain((op) => join(op, numbers, numbers));
  const familiar = fc.oneof(
    fc.constantFrom("ge(q_idx, kv_idx)", "eq(doc[q_idx], doc[kv_idx])", "ge(kv_idx, off[doc[q_idx]])", "le(sub(q_idx, kv_idx), window)"),
    small.map((s) => `le(abs(sub(q_idx, kv_idx)), ${s})`),
    small.map((s) => `eq(div(q_idx, ${s}), div(kv_idx, ${s}))`),
    fc.tuple(small, small).map(([m, r]) => `lt(mod(kv_idx, ${m}), ${r})`),
    fc.constantFrom("keep[kv_idx]", "cell[q_idx, kv_idx]", "cell[div(q_idx, 16), div(kv_idx, 16)]", "lt(kv_idx, reach[b, h])", "true", "false"),
  );
  if (depth === 0) return fc.oneof(familiar, compare);
  const inner = booleanText(depth - 1);
  return fc.oneof(
    { weight: 3, arbitrary: familiar },
    { weight: 4, arbitrary: compare },
    { weight: 4, arbitrary: fc.constantFrom("and", "and", "or").chain((op) => join(op, familiar, inner)) },
    { weight: 2, arbitrary: fc.constantFrom("and", "or").chain((op) => join(op, inner, inner)) },
    { weight: 1, arbitrary: join("not", inner) },
  );
}

/** Comparisons of f32 arithmetic, joined to an integer mask or alone. */
export function floatText(): Text {
  const i = integerText(1);
  const value = fc.oneof(
    fc.tuple(i, i).map(([a, b]) => `divide(${a}, ${b})`),
    i.map((a) => `mul(slope[h], to_f32(${a}))`),
    fc.tuple(fc.constantFrom("sqrt", "exp", "sin", "log2", "tanh", "floor"), i).map(([f, a]) => `${f}(mul(0.25, to_f32(${a})))`),
    index.map((x) => `slope[${x}]`),
  );
  const bound = fc.constantFrom("0.0", "0.5", "1.0", "3.0", "16.0", "inf");
  const compare = fc.oneof(
    comparisons.chain((op) => join(op, value, value)),
    comparisons.chain((op) => join(op, value, bound)),
  );
  return fc.oneof(compare, join("and", booleanText(0), compare));
}

const tensorsOf = (sizes: Record<string, number>, random: readonly number[], bits: readonly boolean[]): ReadonlyMap<string, Tensor> => {
  const rows = Math.max(sizes["Sq"]!, sizes["Skv"]!);
  const at = (i: number): number => random[i % random.length]!;
  const bytes = (count: number): Uint8Array => Uint8Array.from({ length: count }, (_, i) => +bits[(i * 31) % bits.length]!);
  const lengths = Array.from({ length: 12 }, (_, i) => 1 + (Math.abs(at(i)) % 60));
  const off = lengths.map((_, i) => lengths.slice(0, i).reduce((a, b) => a + b, 0));
  const doc = Array.from({ length: rows }, (_, i) => off.filter((start) => start <= i).length - 1);
  return new Map<string, Tensor>([
    ["doc", intTensor(doc)],
    ["off", intTensor(off)],
    ["wild", intTensor(Array.from({ length: rows }, (_, i) => at(i * 7)))],
    ["keep", { type: "bool", shape: [rows], data: bytes(rows) }],
    ["cell", { type: "bool", shape: [9, rows], data: bytes(9 * rows) }],
    [
      "reach",
      intTensor(
        Array.from({ length: sizes["B"]! * sizes["Hq"]! }, (_, i) => at(i)),
        [sizes["B"]!, sizes["Hq"]!],
      ),
    ],
    ["slope", { type: "f32", shape: [rows], data: Float32Array.from({ length: rows }, (_, i) => (i % 50 === 49 ? Number.NaN : at(i) / 8)) }],
  ]);
};

const length = fc.oneof(fc.integer({ min: 1, max: 300 }), fc.constantFrom(1, 64, 128, 192, 256));
const blockSize = fc.oneof(fc.integer({ min: 16, max: 256 }), fc.constantFrom(16, 16, 32, 64));

/** What a kernel is compiled for. */
export const targetArbitrary: fc.Arbitrary<{ Hkv: number; group: number; block: readonly [number, number] }> = fc.record({
  Hkv: fc.integer({ min: 1, max: 2 }),
  group: fc.integer({ min: 1, max: 2 }),
  block: fc.tuple(blockSize, blockSize),
});

/** A random mask with random sizes and tensors. */
export function maskCase(texts: Text = booleanText(2), targets: typeof targetArbitrary = targetArbitrary): fc.Arbitrary<MaskCase> {
  const sizes = fc.record({
    B: fc.integer({ min: 1, max: 2 }),
    Sq: length,
    Skv: length,
  });
  const numbers = fc.array(fc.oneof(fc.integer({ min: -20, max: 320 }), fc.constantFrom(5, 7)), { minLength: 1, maxLength: 40 });
  const bits = fc.array(fc.boolean(), { minLength: 1, maxLength: 40 });
  return fc
    .tuple(texts, sizes, targets, numbers, bits, fc.integer({ min: -10, max: 150 }))
    .map(([text, drawn, { Hkv, group, block }, random, flags, window]) => {
      const all = { ...drawn, Hkv, Hq: Hkv * group };
      const request = requestOf(block, all, { tensors: tensorsOf(all, random, flags), params: { window } });
      return {
        text,
        mask: maskOf(text, inputTypes),
        request,
        [fc.toStringMethod]: () => JSON.stringify({ text, sizes: request.sizes, block, window, random, flags }),
      };
    });
}
