/** @file Random programs in two writings, `.attn` text and TypeScript: declarations of every kind, local values, a helper, a mask and a score. */
import fc from "fast-check";
import { formOf, opNames, row, type OpName } from "#src/ir/ops.ts";
import type { ScalarType } from "#src/ir/types.ts";
import { applications } from "#test/support/ir-arbitrary.ts";

/** One expression, written twice. */
interface Both {
  readonly attn: string;
  readonly ts: string;
}

const same = (...texts: readonly string[]): fc.Arbitrary<Both> => fc.constantFrom(...texts.map((text) => ({ attn: text, ts: text })));

const declarations = `
  input slope: f32[Hq]
  input bias: f16[Hq, Sq + Skv - 1]
  input document: i32[B, Skv]
  input keep: bool[T]
  param window: i32 = 256
  param cap: f32 = 30.0
  param strict: bool = true`;

/** What its `attention({ … })` declares. */
export const options: string = `name: "v", inputs: { slope: f32("Hq"), bias: f16("Hq", "Sq + Skv - 1"), document: i32("B", "Skv"), keep: bool("T") },
  params: { window: i32(256), cap: f32(30), strict: bool(true) }`;

const leaves: Readonly<Record<ScalarType, fc.Arbitrary<Both>>> = {
  i32: fc.oneof(
    same("q_idx", "kv_idx", "h", "b", "hkv", "Skv", "Hq", "T", "window", "distance"),
    fc.integer({ min: 1, max: 70 }).map((n) => ({ attn: `${n}`, ts: `${n}` })),
  ),
  f32: same("cap", "gate", "0.5", "2.0", "1e-3", "7.25"),
  bool: same("strict", "true", "false"),
};

/** A row on operands in both languages; where only one has an operator for it, a call. */
function write(op: OpName, operands: readonly Both[]): Both {
  const inLanguage = (language: "dsl" | "ts", key: keyof Both): string => {
    const texts = operands.map((operand) => operand[key]);
    const spelling = row(op)[language]!;
    if (formOf(op, language) === "call") return `${spelling}(${texts.join(", ")})`;
    if (texts.length === 1) return `${spelling}(${texts[0]!})`;
    // TypeScript may take `(a) < (b` for the beginning of type arguments.
    return `(${texts[0]!}) ${spelling} ${key === "ts" && /^<<?$/.test(spelling) ? "+" : ""}(${texts[1]!})`;
  };
  return { attn: inLanguage("dsl", "attn"), ts: inLanguage("ts", "ts") };
}

/** `Math.floor` and `Math.trunc` of a quotient of integers are integers in TypeScript, so here they see no bare quotient. */
const guarded = (op: OpName, types: readonly ScalarType[], operands: readonly Both[]): readonly Both[] =>
  row(op).whole && types.includes("f32") ? operands.map(({ attn, ts }) => ({ attn: `(${attn}) + 0.5`, ts: `(${ts}) + 0.5` })) : operands;

/** What only one of the two writes with the table's own spelling. */
const special = (i: Both, x: Both, p: Both): Readonly<Record<ScalarType, readonly Both[]>> => ({
  i32: [
    { attn: `div(${i.attn}, 3)`, ts: `Math.floor((${i.ts}) / 3)` },
    { attn: `quot(${i.attn}, window)`, ts: `Math.trunc((${i.ts}) / window)` },
    { attn: `i32(${x.attn})`, ts: `(${x.ts}) | 0` },
    { attn: `document[b, ${i.attn}]`, ts: `document(b, ${i.ts})` },
    { attn: `twice(${i.attn})`, ts: `twice(${i.ts})` },
    { attn: i.attn, ts: `Number(${i.ts})` },
  ],
  f32: [
    { attn: `slope[${i.attn}]`, ts: `slope(${i.ts})` },
    { attn: `bias[h, ${i.attn}]`, ts: `bias(h, ${i.ts})` },
    { attn: `f32(${p.attn})`, ts: `Number(${p.ts})` },
    { attn: `twice(${x.attn})`, ts: `twice(${x.ts})` },
    { attn: `pow(${x.attn}, 2)`, ts: `(${x.ts}) ** 2` },
  ],
  bool: [
    { attn: `keep[${i.attn}]`, ts: `keep(${i.ts})` },
    { attn: `bool(${i.attn})`, ts: `Boolean(${i.ts})` },
  ],
});

const known = opNames.filter((op) => row(op).dsl && row(op).ts && !row(op).conversion);
const bitsOnBool = (op: OpName, types: readonly ScalarType[]): boolean => row(op).onBool !== undefined && types.includes("bool");

function expression(type: ScalarType, leaf: fc.Arbitrary<Both>): fc.Arbitrary<Both> {
  const leafOf = (wanted: ScalarType): fc.Arbitrary<Both> => (wanted === "f32" ? leaf : leaves[wanted]);
  const build = (wanted: ScalarType, left: number): fc.Arbitrary<Both> => {
    if (left === 0) return leafOf(wanted);
    const calls = applications
      .filter(({ op, types, result }) => result === wanted && known.includes(op) && !bitsOnBool(op, types))
      .map(({ op, types }) => fc.tuple(...types.map((each) => level(each, left - 1))).map((operands) => write(op, guarded(op, types, operands))));
    const choice = fc.tuple(level("bool", left - 1), level(wanted, left - 1), level(wanted, left - 1)).map(([p, a, b]) => ({
      attn: `(${p.attn}) ? (${a.attn}) : (${b.attn})`,
      ts: `(${p.ts}) ? (${a.ts}) : (${b.ts})`,
    }));
    const specials = fc
      .tuple(level("i32", left - 1), level("f32", left - 1), level("bool", left - 1))
      .map(([i, x, p]) => special(i, x, p)[wanted])
      .chain((list) => fc.constantFrom(...list));
    return fc.oneof(
      { withCrossShrink: true },
      { weight: 1, arbitrary: leafOf(wanted) },
      { weight: 5, arbitrary: fc.oneof(...calls) },
      { weight: 1, arbitrary: choice },
      { weight: 2, arbitrary: specials },
    );
  };
  const levels = new Map<string, fc.Arbitrary<Both>>();
  function level(wanted: ScalarType, left: number): fc.Arbitrary<Both> {
    const key = `${wanted} ${left}`;
    const made = levels.get(key) ?? build(wanted, left);
    levels.set(key, made);
    return made;
  }
  return level(type, 3);
}

/** A whole program; its sections in TypeScript are functions. */
export interface Program {
  readonly attn: string;
  readonly mask: string;
  readonly score: string;
}

const body = (before: string, value: string): string => `${before} return ${value}; }`;

/** A random program. */
export const program: fc.Arbitrary<Program> = fc
  .tuple(expression("bool", leaves.f32), expression("f32", fc.oneof(leaves.f32, same("score"))))
  .map(([mask, score]) => {
    const names = "h, b, hkv, q_idx, kv_idx, Skv, Hq, T";
    const locals = "const twice = (x) => x * 2; const distance = q_idx - kv_idx; const gate = slope(h) * 0.125;";
    const values = "{ slope, bias, document, keep, window, cap, strict }";
    return {
      attn: `fn twice(x) = x * 2\nattention v {${declarations}
  let distance = q_idx - kv_idx
  let gate = slope[h] * 0.125
  mask = ${mask.attn}
  score = ${score.attn}\n}`,
      mask: `({ ${names} }, ${values}) => { ${body(locals, mask.ts)}`,
      score: `({ score, ${names} }, ${values}) => { ${body(locals, score.ts)}`,
    };
  });

const heed = "attention, f32, f16, i32, bool, sigmoid, softplus, relu, gelu, silu, erf, exp2, round, clamp, fma, div, mod, quot, where";

/** The program as a TypeScript file. */
export const typescriptOf = ({ mask, score }: Program): string =>
  `import { ${heed} } from "heed";\nexport const v = attention({ ${options}, mask: ${mask}, score: ${score} });`;
