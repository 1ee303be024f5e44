/**
 * @file Runs a graph over any domain of values: float64 (the meaning), float32 (the error budget), intervals (the block analysis). Nodes
 * are compiled once into a list of steps per dependency level, so that an outer loop does not repeat inner work.
 */
import type { Interval } from "./interval.ts";
import { meaning } from "./meaning.ts";
import { topological, type Apply, type Constant, type Load, type Node } from "./node.ts";
import { row } from "./ops.ts";
import { constantRange, rangeRule } from "./range.ts";
import { levelsOf, type Level } from "./variables.ts";

/** What the values are and what the operations do to them. */
export interface Domain<T> {
  constant(node: Constant): T;
  load(node: Load): (...indices: T[]) => T;
  apply(node: Apply): (...operands: T[]) => T;
}

export interface Machine<T> {
  /** Gives a variable its value; names the graph does not use are ignored. */
  set(name: string, value: T): void;
  /** Computes the nodes of one level; the levels they depend on must have been run. */
  run(level: Level): void;
  get(node: Node): T;
}

export function createMachine<T>(roots: readonly Node[], domain: Domain<T>): Machine<T> {
  const nodes = topological(roots);
  const slots = new Map(nodes.map((node, slot) => [node, slot]));
  const levels = levelsOf(roots);
  const values: T[] = [];
  const variables = new Map<string, number>();
  const steps: (() => void)[][] = [[], [], [], []];
  nodes.forEach((node, slot) => {
    if (node.kind === "constant") values[slot] = domain.constant(node);
    else if (node.kind === "variable") variables.set(node.name, slot);
    else {
      const rule = node.kind === "load" ? domain.load(node) : domain.apply(node);
      steps[levels.get(node)!]!.push(
        step(
          values,
          slot,
          node.args.map((arg) => slots.get(arg)!),
          rule,
        ),
      );
    }
  });
  return {
    set(name, value) {
      const slot = variables.get(name);
      if (slot !== undefined) values[slot] = value;
    },
    run(level) {
      for (const next of steps[level]!) next();
    },
    get: (node) => values[slots.get(node)!]!,
  };
}

/** One step with its operands' places bound; the common arities avoid building an argument list. */
function step<T>(values: T[], slot: number, args: readonly number[], rule: (...x: T[]) => T): () => void {
  const [a, b] = args as [number, number];
  if (args.length === 1) return () => void (values[slot] = rule(values[a]!));
  if (args.length === 2) return () => void (values[slot] = rule(values[a]!, values[b]!));
  return () => void (values[slot] = rule(...args.map((arg) => values[arg]!)));
}

/** Reads an element of a captured tensor; indices outside are clamped to the edge. */
export type Reader = (input: string, indices: readonly number[]) => number;

/** The meaning: float64 numbers, i32 wrapped to 32 bits. */
export function float64Domain(read: Reader): Domain<number> {
  return {
    constant: (node) => node.value,
    load:
      (node) =>
      (...indices) =>
        read(node.input, indices),
    apply: meaning,
  };
}

/**
 * Every f32 result rounded to f32, and off by as much as WGSL allows the operation, up or down as its bits fall: a dense run of this is no
 * better than a conforming device may be. Each of the `slants` lets them fall differently.
 */
export function float32Domain(read: Reader, slant: number = 0): Domain<number> {
  const exact = float64Domain(read);
  return {
    ...exact,
    apply(node) {
      const rule = meaning(node);
      const { ulp = 0, abs = 0 } = row(node.op);
      return node.type === "f32" ? (...x) => roundLoosely(rule(...x), ulp, abs, slant) : rule;
    },
  };
}

/** A value off by so many units in the last place and by `abs`, up or down as its bits fall, rounded to f32. */
export function roundLoosely(exact: number, ulp: number = 0, abs: number = 0, slant: number = 0): number {
  const value = Math.fround(exact);
  if (ulp === 0 || !Number.isFinite(value)) return value;
  return Math.fround(exact + leaning(value, slant) * (Math.abs(exact) * ulp * 2 ** -23 + abs));
}

/** Ways in which results fall up or down, as odd multipliers that spread bits. */
export const slants: readonly number[] = [0x9e3779b1, 0x85ebca6b, 0xc2b2ae35];

/** 1 or −1, evenly and always the same for a value and a slant; 0 for 0, which operations hit exactly. */
function leaning(value: number, slant: number): number {
  if (value === 0) return 0;
  const bits = new Uint32Array(Float32Array.of(value).buffer);
  return Math.imul(bits[0]!, slants[slant]!) < 0 ? -1 : 1;
}

/** What is surely true, given ranges of the variables and of what a tensor holds over a range of indices. */
export function intervalDomain(read: (input: string, indices: readonly Interval[]) => Interval): Domain<Interval> {
  return {
    constant: constantRange,
    load:
      (node) =>
      (...indices) =>
        read(node.input, indices),
    apply: rangeRule,
  };
}
