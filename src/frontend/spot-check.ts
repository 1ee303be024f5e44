/**
 * @file A function met at run time is read from its text, and what it closes over is found by name in `scope`; a bundler that renames one and
 * not the other could part them. So the functions are called at a few points, as they stand, and must say what was read from them.
 */
import { textDisagrees } from "#src/diagnostics/codes/typescript.ts";
import type { Report } from "#src/diagnostics/report.ts";
import { createMachine, float64Domain, type Reader } from "#src/ir/machine.ts";
import { readType } from "#src/ir/types.ts";
import { levels, sizeNames } from "#src/ir/variables.ts";
import { introducedSizes, sectionNames, type SectionName, type Variant } from "#src/ir/variant.ts";
import type { AnyDefinition } from "./attention.ts";

const points = 32;
/** Roundings, overflows and divisions by 0 make a few points differ where nothing is wrong; a name that stands for another value, many. */
const mostDifferent = 3;
const sizes = { B: 2, Hq: 4, Hkv: 2, Sq: 64, Skv: 48, D: 16, Dv: 16 };

/** A number from 0 to 2³² that depends on nothing but its arguments. */
function scatter(...values: readonly number[]): number {
  return values.reduce((state, value) => Math.imul(state ^ (value | 0), 0x9e3779b1) ^ (state >>> 13), 0x2545f491) >>> 0;
}

type Scalars = Readonly<Record<string, number>>;

function pointAt(variant: Variant, i: number): Scalars {
  const h = scatter(i, 1) % sizes.Hq;
  const introduced = [...introducedSizes(variant, (name) => sizeNames.includes(name)).keys()].map((name) => [name, 40]);
  const params = variant.params.map(({ name, type, value }) => [name, type === "bool" ? i % 2 : value + (i % 3)]);
  const place = { b: i % sizes.B, h, hkv: h >> 1, q_idx: scatter(i, 2) % sizes.Sq, kv_idx: scatter(i, 3) % sizes.Skv };
  return { ...sizes, ...Object.fromEntries([...introduced, ...params]), ...place, score: (scatter(i, 4) % 65) / 8 - 4 };
}

/** Elements that are no tensor's: a number from the name's place and the indices, the same for both sides. */
function createReader(variant: Variant): Reader {
  return (input, indices) => {
    const at = variant.inputs.findIndex(({ name }) => name === input);
    const type = readType(variant.inputs[at]!.type);
    const value = scatter(at, ...indices);
    return type === "bool" ? value & 1 : type === "i32" ? value % 7 : (value % 33) / 8 - 2;
  };
}

/** Calls every section of the definition at a few points and reports one that does not do what its text says. */
export function spotCheck(definition: AnyDefinition, variant: Variant, report: Report): void {
  for (const name of sectionNames) {
    const different = Array.from({ length: points }, (_, i) => i).filter((i) => differs(name, definition, variant, pointAt(variant, i)));
    if (different.length > mostDifferent) report.add(textDisagrees(variant.texts[name]?.span, `${variant.name}.${name}`));
  }
}

function differs(name: SectionName, definition: AnyDefinition, variant: Variant, point: Scalars): boolean {
  const root = variant.sections[name];
  const read = createReader(variant);
  const captured = variant.inputs.map((input) => [
    input.name,
    (...indices: number[]) => (input.type === "bool" ? read(input.name, indices) !== 0 : read(input.name, indices)),
  ]);
  const given = variant.params.map((param) => [param.name, param.type === "bool" ? point[param.name] !== 0 : point[param.name]]);
  const values = { ...definition.scope, ...Object.fromEntries([...captured, ...given]) };
  const said = attempt(() => (definition[name] as (at: Scalars, values: object) => unknown)(point, values));
  if (said === undefined || !root || !Number.isFinite(Number(said))) return false;
  const machine = createMachine([root], float64Domain(read));
  for (const [variable, value] of Object.entries(point)) machine.set(variable, value);
  for (const level of levels.inOrder) machine.run(level);
  const meant = machine.get(root);
  return Math.abs(Number(said) - meant) > 1e-4 * Math.max(1, Math.abs(meant));
}

/** A function that cannot be called like this says nothing. */
function attempt(call: () => unknown): unknown {
  try {
    return call();
  } catch {
    return undefined;
  }
}
