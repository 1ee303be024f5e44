/**
 * @file One program in two writings gives one IR: `.attn` text, and Python as FlexAttention has it, printed from the table of operations. And no
 * text, however broken, makes the front end throw.
 */
import fc from "fast-check";
import { expect, it } from "vitest";
import { createReport } from "#src/diagnostics/report.ts";
import { bool, f16, f32, i32 } from "#src/frontend/attention.ts";
import { fromAttn } from "#src/frontend/index.ts";
import { fromPython } from "#src/frontend/python/index.ts";
import { formOf, opNames, row, type Language, type OpName } from "#src/ir/ops.ts";
import { topological, type Node } from "#src/ir/node.ts";
import { printNode } from "#src/ir/print.ts";
import type { ScalarType } from "#src/ir/types.ts";
import { rootsOf, type Variant } from "#src/ir/variant.ts";
import { runPasses } from "#src/passes/index.ts";
import { applications } from "#test/support/ir-arbitrary.ts";
import { propertyOptions } from "#test/support/seed.ts";
import { variantsOf } from "#test/support/python.ts";

/** One expression, written twice. */
interface Both {
  readonly attn: string;
  readonly py: string;
}

const same = (...texts: readonly string[]): fc.Arbitrary<Both> => fc.constantFrom(...texts.map((text) => ({ attn: text, py: text })));

/** Small numbers: what Python knows it computes without wrapping. An index that it knows counts from the end, so indices here vary. */
const leaves: Readonly<Record<ScalarType, fc.Arbitrary<Both>>> = {
  i32: fc.oneof(
    same("q_idx", "kv_idx", "h", "b", "Skv", "Hq", "T", "window", "distance"),
    fc.integer({ min: 1, max: 7 }).map((n) => ({ attn: `${n}`, py: `${n}` })),
  ),
  f32: same("cap", "gate", "0.5", "2.0", "1e-3", "7.25"),
  bool: fc.oneof(
    same("strict"),
    fc.boolean().map((value) => ({ attn: `${value}`, py: value ? "True" : "False" })),
  ),
};

/** A row on operands in both languages. */
function write(op: OpName, operands: readonly Both[]): Both {
  const inLanguage = (language: Language, key: keyof Both): string => {
    const texts = operands.map((operand) => operand[key]);
    const spelling = row(op)[language]!;
    if (formOf(op, language) === "call")
      return `${language === "py" && /^\w+$/.test(spelling) && !row(op).conversion ? "torch." : ""}${spelling}(${texts.join(", ")})`;
    return texts.length === 1 ? `${spelling} (${texts[0]!})` : `(${texts[0]!}) ${spelling} (${texts[1]!})`;
  };
  return { attn: `(${inLanguage("dsl", "attn")})`, py: `(${inLanguage("py", "py")})` };
}

/** What only one of the two writes with the table's own spelling. */
const special = (i: Both, j: Both, x: Both, p: Both): Readonly<Record<ScalarType, readonly Both[]>> => ({
  i32: [
    { attn: `i32(${x.attn})`, py: `(${x.py}).to(torch.int64)` },
    { attn: `document[b, ${i.attn} + h]`, py: `document[b][${i.py} + h]` },
    { attn: `twice(${i.attn})`, py: `twice(${i.py})` },
    { attn: `abs(${i.attn})`, py: `(${i.py}).abs()` },
    { attn: `i32(${p.attn}) + ${i.attn}`, py: `(${p.py}) + ${i.py}` },
    { attn: `clamp(${i.attn}, 3, window)`, py: `(${i.py}).clamp(min=3, max=window)` },
  ],
  f32: [
    { attn: `slope[${i.attn} + h]`, py: `slope[${i.py} + h]` },
    { attn: `bias[h, document[b, ${i.attn} + h]]`, py: `bias[h, document[b, ${i.py} + h]]` },
    { attn: `f32(${p.attn})`, py: `(${p.py}).float()` },
    { attn: `(${x.attn}) * (${x.attn})`, py: `(${x.py}) ** 2` },
    { attn: `floor((${x.attn}) / (${i.attn}))`, py: `(${x.py}) // (${i.py})` },
  ],
  bool: [
    { attn: `keep[${i.attn} + h]`, py: `keep[${i.py} + h]` },
    { attn: `((${i.attn}) < (${j.attn}) && (${j.attn}) <= window)`, py: `((${i.py}) < (${j.py}) <= window)` },
    { attn: `(!(${i.attn} == 3))`, py: `(not ${i.py} == 3)` },
  ],
});

const known = opNames.filter((op) => row(op).dsl && row(op).py && !row(op).conversion);
/** Powers have rules of their own in Python. */
const isPower = (op: OpName): boolean => row(op).py === "pow";

function expression(type: ScalarType, leaf: fc.Arbitrary<Both>): fc.Arbitrary<Both> {
  const leafOf = (wanted: ScalarType): fc.Arbitrary<Both> => (wanted === "f32" ? leaf : leaves[wanted]);
  const build = (wanted: ScalarType, left: number): fc.Arbitrary<Both> => {
    if (left === 0) return leafOf(wanted);
    const calls = applications
      .filter(({ op, result }) => result === wanted && known.includes(op) && !isPower(op))
      .map(({ op, types }) => fc.tuple(...types.map((each) => level(each, left - 1))).map((operands) => write(op, operands)));
    const choice = fc
      .tuple(level("bool", left - 1), level(wanted, left - 1), level(wanted, left - 1))
      .map(([p, a, c]) => ({ attn: `((${p.attn}) ? (${a.attn}) : (${c.attn}))`, py: `((${a.py}) if (${p.py}) else (${c.py}))` }));
    const specials = fc
      .tuple(level("i32", left - 1), level("i32", left - 1), level("f32", left - 1), level("bool", left - 1))
      .map(([i, j, x, p]) => special(i, j, x, p)[wanted])
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

const declarations = `
  input slope: f32[Hq]
  input bias: f16[Hq, Sq + Skv - 1]
  input document: i32[B, Skv]
  input keep: bool[T]
  param window: i32 = 256
  param cap: f32 = 30.0
  param strict: bool = true`;

const given = {
  inputs: { slope: f32("Hq"), bias: f16("Hq", "Sq + Skv - 1"), document: i32("B", "Skv"), keep: bool("T") },
  params: { window: 256, cap: f32(30), strict: true },
};

const program = fc.tuple(expression("bool", leaves.f32), expression("f32", fc.oneof(leaves.f32, same("score")))).map(([mask, score]) => ({
  attn: `fn twice(x) = x * 2\nattention v {${declarations}
  let distance = q_idx - kv_idx\n  let gate = slope[h] * 0.125
  mask = ${mask.attn}\n  score = ${score.attn}\n}`,
  py: `import torch\n\ndef twice(x):\n    return x * 2\n
def mask_mod(b, h, q_idx, kv_idx):\n    distance = q_idx - kv_idx\n    gate = slope[h] * 0.125\n    return ${mask.py}\n
def score_mod(score, b, h, q_idx, kv_idx):\n    distance = q_idx - kv_idx\n    gate = slope[h] * 0.125\n    return ${score.py}\n`,
}));

/**
 * The sections of the optimised IR as nested text. What Python decides at once the passes decide later, having turned comparisons in the
 * meantime; so of a comparison and its mirror image, and of the orders of operands that may be swapped, the first in the alphabet is shown.
 */
function meaningOf(variant: Variant): string[] {
  const texts = new Map<Node, string>();
  const nodes = rootsOf(runPasses(variant));
  for (const node of topological(nodes))
    texts.set(
      node,
      textOf(
        node,
        node.args.map((arg) => texts.get(arg)!),
      ),
    );
  return nodes.map((root) => texts.get(root)!);
}

function textOf(node: Node, args: readonly string[]): string {
  if (node.kind === "load") return `${node.input}[${args.join(", ")}]`;
  if (node.kind !== "apply") return printNode(node);
  const { mirror, commutative } = row(node.op);
  const written = (op: OpName, operands: readonly string[]): string => `${op}(${operands.join(", ")})`;
  const other = mirror ?? (commutative ? node.op : undefined);
  const swapped = other === undefined ? [] : [written(other, [...args].reverse())];
  return [written(node.op, args), ...swapped].toSorted()[0]!;
}

it("two writings, one IR", () => {
  const check = fc.property(program, ({ attn, py }) => {
    const [variant] = variantsOf(py, { name: "v.py", ...given });
    expect(meaningOf(variant!)).toEqual(meaningOf(fromAttn(attn)[0]!));
  });
  fc.assert(check, { ...propertyOptions("DSL and Python agree", 300), endOnFailure: true });
});

const pieces = [
  "def ",
  "mask_mod",
  "(b, h, q, kv)",
  ":",
  "\n",
  "    ",
  "return ",
  "q",
  " >= ",
  "kv",
  "if ",
  "else",
  "(",
  ")",
  "[",
  "]",
  "lambda ",
  ", ",
  "'",
  '"""',
  "1",
  ".",
  "=",
  "not ",
  "for x in ",
  "#",
];

it("no text makes it throw", () => {
  const text = fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string()), { maxLength: 30 }).map((parts) => parts.join(""));
  const check = fc.property(text, (each) => {
    const report = createReport();
    expect(Array.isArray(fromPython(each, { report }))).toBe(true);
  });
  fc.assert(check, propertyOptions("broken Python", 1000));
});
