/** @file What `provesInRange` proves is so: for all pairs of small sizes, at the ends of large ones, and whatever the params and tensors hold. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { provesInRange } from "#src/analysis/in-range.ts";
import { createMachine, float64Domain, type Machine } from "#src/ir/machine.ts";
import type { Load, Node } from "#src/ir/node.ts";
import { opNames, row } from "#src/ir/ops.ts";
import { parseVariant } from "#src/ir/parse.ts";
import type { ScalarType } from "#src/ir/types.ts";
import { builtinNames, builtins, levels, sizeNames, variablesIn } from "#src/ir/variables.ts";
import { i32Arbitrary } from "#test/support/ir-evaluate.ts";
import { propertyOptions } from "#test/support/seed.ts";

const from = (...texts: readonly string[]): fc.Arbitrary<string> => fc.constantFrom(...texts);

const calls = opNames.flatMap((op) => {
  const types = Array.from({ length: row(op).arity }, (): ScalarType => "i32");
  const isNumber = row(op).typing(types)?.result === "i32" && !row(op).conversion;
  // The rows that have rules come three times, so that more is proved.
  return isNumber ? Array.from({ length: row(op).affine || row(op).shrinks ? 3 : 1 }, () => op) : [];
});

const { index } = fc.letrec<{ index: string; test: string }>((tie) => ({
  index: fc.oneof(
    { maxDepth: 4, depthIdentifier: "index", withCrossShrink: true },
    { weight: 3, arbitrary: from("q_idx", "kv_idx", "h", "b", "hkv") },
    { weight: 2, arbitrary: from("Sq", "Skv", "T", "Hq", "window", "offset", "document[b, kv_idx]") },
    { weight: 2, arbitrary: fc.integer({ min: -5, max: 9 }).map(String) },
    {
      weight: 8,
      arbitrary: fc
        .constantFrom(...calls)
        .chain((op) => fc.tuple(...Array.from({ length: row(op).arity }, () => tie("index"))).map((args) => `${op}(${args.join(", ")})`)),
    },
    { weight: 1, arbitrary: fc.tuple(tie("test"), tie("index"), tie("index")).map((args) => `where(${args.join(", ")})`) },
  ),
  test: fc.tuple(from("lt", "ge", "eq"), tie("index"), tie("index")).map(([op, a, b]) => `${op}(${a}, ${b})`),
}));

/** Indices that a user would clamp, wrap or shift, and any. */
const wished = fc.oneof(
  index,
  fc.tuple(from("min", "mod", "rem", "bitand", "div"), index, from("Sq", "Skv", "T", "7", "4", "1")).map(([op, a, b]) => `${op}(${a}, ${b})`),
  fc.tuple(index, index, from("sub(T, 1)", "sub(Skv, 1)", "7")).map(([x, lo, hi]) => `clamp(${x}, max(0, ${lo}), ${hi})`),
  index.map((x) => `clamp(${x}, 0, 7)`),
  index.map((x) => `min(abs(${x}), 7)`),
);

const dims = from("Sq", "Skv", "T", "Hq", "B", "1", "4", "8", "add(Sq, Skv)", "sub(add(Sq, Skv), 1)", "mul(2, Skv)", "add(T, 7)");

const small = fc.record(Object.fromEntries([...sizeNames, "T"].map((name) => [name, fc.integer({ min: 1, max: 4 })])));
const large = fc.record(Object.fromEntries([...sizeNames, "T"].map((name) => [name, fc.constantFrom(1, 2, 1000, 2 ** 26, 2 ** 27 - 1)])));

it("what is proved is so", () => {
  let proved = 0;
  const scalars = fc.record({ window: i32Arbitrary, offset: i32Arbitrary, document: i32Arbitrary });
  const check = fc.property(wished, dims, fc.array(small, { minLength: 3, maxLength: 3 }), large, scalars, (text, dim, smalls, big, given) => {
    const variant = parseVariant(`variant v {
      input lookup: f32[${dim}]
      input document: i32[B, Skv]
      param window: i32 = 1
      param offset: i32 = 1
      score lookup[${text}]
    }`);
    const load = variant.sections.score as Load;
    if (!provesInRange(variant, load, 0)) return;
    proved++;
    const roots = [load.args[0]!, variant.inputs[0]!.dims[0]!];
    const machine = createMachine(
      roots,
      float64Domain(() => given.document),
    );
    for (const sizes of smalls) checkPoints(roots, machine, { ...sizes, ...given }, (size) => Array.from({ length: size }, (_, i) => i));
    checkPoints(roots, machine, { ...big, ...given }, (size) => [0, Math.floor(size / 2), size - 1]);
  });
  fc.assert(check, propertyOptions("reads that are proved stay inside", 20_000));
  console.info(`proved: ${proved}`);
  expect(proved).toBeGreaterThan(1000);
});

/** Holds the index to the dimension at all combinations of the values that `points` picks for each index variable. */
function checkPoints(
  [read, dim]: readonly Node[],
  machine: Machine<number>,
  scalars: Readonly<Record<string, number>>,
  points: (size: number) => number[],
): void {
  for (const [name, value] of Object.entries(scalars)) machine.set(name, value);
  const used = builtinNames.filter((name) => builtins[name]!.below && variablesIn([read!]).has(name));
  const visit = ([name, ...rest]: readonly string[], at: Readonly<Record<string, number>>): void => {
    if (name !== undefined) {
      for (const value of points(scalars[builtins[name]!.below!]!)) {
        machine.set(name, value);
        visit(rest, { ...at, [name]: value });
      }
      return;
    }
    for (const level of levels.inOrder) machine.run(level);
    const [value, size] = [machine.get(read!), machine.get(dim!)];
    if (value < 0 || value >= size) throw new Error(`index ${value} of ${size} at ${JSON.stringify({ ...scalars, ...at })}`);
  };
  visit(used, {});
}
