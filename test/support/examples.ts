/** @file The examples as the tests use them: their files, their calls as problems for the reference, their meaning pair by pair. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Example, ExampleCall, Pair } from "../../examples/example.ts";
import type { AnyDefinition } from "#src/frontend/attention.ts";
import { createMachine, float64Domain } from "#src/ir/machine.ts";
import { clampedReader } from "#src/ir/tensor.ts";
import { builtins, levels } from "#src/ir/variables.ts";
import { introducedSizes, rootsOf, type Variant } from "#src/ir/variant.ts";
import type { DenseProblem } from "#src/reference/dense.ts";

const folder = "examples/variants";

/** The names of the examples, which are the names of their folders. */
export const exampleNames: readonly string[] = readdirSync(folder).sort();

/** A file of an example. */
export const examplePath = (name: string, file: string): string => join(folder, name, file);

/** What an example says about itself. */
export async function readExample(name: string): Promise<Example> {
  const { example } = (await import(pathToFileURL(examplePath(name, "example.ts")).href)) as { example: Example };
  return example;
}

/** Params, at their defaults where the call says nothing, and the sizes that captured tensors bring in. */
export function scalarsOf(variant: Variant, { params = {}, tensors }: ExampleCall): Record<string, number> {
  const sizes = [...introducedSizes(variant, (name) => name in builtins)].map(([name, { input, axis }]) => [name, tensors[input]!.shape[axis]!]);
  return { ...Object.fromEntries(variant.params.map(({ name, value }) => [name, params[name] ?? value])), ...Object.fromEntries(sizes) };
}

/** A call with values for q, k and v. */
export function problemOf(variant: Variant, call: ExampleCall, D: number): DenseProblem {
  const { B, Hq, Hkv, Sq, Skv } = call.sizes;
  const wave = (count: number, step: number): Float32Array =>
    Float32Array.from({ length: count }, (_, i) => 1.5 * Math.sin(step * i * (1 + (i % 7))));
  const [q, k, v] = [wave(B * Hq * Sq * D, 0.71), wave(B * Hkv * Skv * D, 0.37), wave(B * Hkv * Skv * D, 0.53)];
  const inputs = new Map(variant.inputs.map(({ name }) => [name, call.tensors[name]!]));
  return { sizes: { ...call.sizes, D, Dv: D }, q, k, v, inputs, scalars: scalarsOf(variant, call) };
}

/** What a variant means for a pair. */
export interface Meaning {
  readonly attends: (pair: Pair) => boolean;
  readonly score: (score: number, pair: Pair) => number;
}

/** By its IR, in float64. */
export function meaningOfVariant(variant: Variant, call: ExampleCall): Meaning {
  const { mask, score } = variant.sections;
  const machine = createMachine(rootsOf(variant), float64Domain(clampedReader(new Map(Object.entries(call.tensors)))));
  for (const [name, value] of Object.entries({ ...call.sizes, ...scalarsOf(variant, call) })) machine.set(name, value);
  const { Hq, Hkv } = call.sizes;
  const enter = ({ b, h, q, k }: Pair, dot: number): void => {
    // Name by name: this is done for every pair.
    machine.set("b", b);
    machine.set("h", h);
    machine.set("hkv", Math.floor((h * Hkv) / Hq));
    machine.set("q_idx", q);
    machine.set("kv_idx", k);
    machine.set("score", dot);
    for (const level of levels.inOrder) machine.run(level);
  };
  return {
    attends: (pair) => (enter(pair, 0), !mask || machine.get(mask) !== 0),
    score: (dot, pair) => (enter(pair, dot), score ? machine.get(score) : dot),
  };
}

/** By the user's own functions, called as they stand. */
export function meaningOfDefinition(definition: AnyDefinition, variant: Variant, call: ExampleCall): Meaning {
  const read = clampedReader(new Map(Object.entries(call.tensors)));
  const tensors = variant.inputs.map(({ name, type }) => [
    name,
    (...indices: number[]) => (type === "bool" ? read(name, indices) !== 0 : read(name, indices)),
  ]);
  const scalars = scalarsOf(variant, call);
  const values = { ...definition.scope, ...Object.fromEntries(tensors), ...scalars };
  const { mask, score } = definition as unknown as { mask: Section<boolean>; score: Section<number> };
  const at = (pair: Pair): Record<string, number> => ({ ...call.sizes, ...scalars, ...positionsOf(pair, call) });
  return { attends: (pair) => mask(at(pair), values), score: (dot, pair) => score({ ...at(pair), score: dot }, values) };
}

type Section<T> = (at: Record<string, number>, values: Record<string, unknown>) => T;

function positionsOf({ b, h, q, k }: Pair, { sizes: { Hq, Hkv } }: ExampleCall): Record<string, number> {
  return { b, h, hkv: Math.floor((h * Hkv) / Hq), q_idx: q, kv_idx: k };
}

/** Every pair of a call. */
export function* pairsOf({ sizes: { B, Hq, Sq, Skv } }: ExampleCall): Generator<Pair> {
  for (let b = 0; b < B; b++) for (let h = 0; h < Hq; h++) for (let q = 0; q < Sq; q++) for (let k = 0; k < Skv; k++) yield { b, h, q, k };
}
