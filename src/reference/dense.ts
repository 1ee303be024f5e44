/**
 * @file The meaning, made runnable: dense attention over a variant, straightforward loops in float64 (design, section 2). With `round` it
 * becomes an independent dense f32 run, from which the error budget of the kernels is derived. Needs the IR alone.
 */
import { createMachine, float32Domain, float64Domain, roundLoosely } from "#src/ir/machine.ts";
import type { Node } from "#src/ir/node.ts";
import { row as opRow } from "#src/ir/ops.ts";
import { clampedReader, type Tensor } from "#src/ir/tensor.ts";
import { levels } from "#src/ir/variables.ts";
import type { Variant } from "#src/ir/variant.ts";

/** The sizes of one call; Hq must be a multiple of Hkv. */
export interface DenseSizes {
  readonly B: number;
  readonly Hq: number;
  readonly Hkv: number;
  readonly Sq: number;
  readonly Skv: number;
  readonly D: number;
  readonly Dv: number;
}

export interface DenseProblem {
  readonly sizes: DenseSizes;
  /** `[B, Hq, Sq, D]`, `[B, Hkv, Skv, D]`, `[B, Hkv, Skv, Dv]`, row major. */
  readonly q: ArrayLike<number>;
  readonly k: ArrayLike<number>;
  readonly v: ArrayLike<number>;
  readonly inputs: ReadonlyMap<string, Tensor>;
  /** Params and the sizes read from captured tensors. */
  readonly scalars: Readonly<Record<string, number>>;
  /** Default 1/√D. */
  readonly scale?: number;
  /** Rounding after every operation: none (float64, the default) or f32. */
  readonly precision?: "f64" | "f32";
  /** For f32: which of the `slants` its errors follow; default 0. */
  readonly slant?: number;
  /** The query rows to run, as places in `[B, Hq, Sq]`; the results are then theirs alone, in this order. All where not given. */
  readonly rows?: readonly number[];
  /** Called after every query row, for progress. */
  readonly onRow?: () => void;
}

export interface DenseResult {
  /** `[B, Hq, Sq, Dv]`; with chosen rows `[rows, Dv]`. */
  readonly out: Float64Array;
  /** `[B, Hq, Sq]`, or `[rows]`; natural logarithm; −∞ for a row without keys. */
  readonly lse: Float64Array;
}

interface Programs {
  readonly allows: (k: number) => boolean;
  readonly modify: (score: number, k: number) => number;
  enter(b: number, h: number, q: number): void;
}

/** How many rows a problem is about. */
export const rowCount = ({ sizes: { B, Hq, Sq }, rows }: Pick<DenseProblem, "sizes" | "rows">): number => rows?.length ?? B * Hq * Sq;

/** Runs a variant densely. Time is B·Hq·Sq·Skv·(D + Dv). */
export function runDense(variant: Variant, problem: DenseProblem): DenseResult {
  const { Hq, Sq, Dv } = problem.sizes;
  const count = rowCount(problem);
  const result = { out: new Float64Array(count * Dv), lse: new Float64Array(count) };
  const programs = createPrograms(variant, problem);
  for (let place = 0; place < count; place++) {
    const row = problem.rows?.[place] ?? place;
    programs.enter(Math.floor(row / (Hq * Sq)), Math.floor(row / Sq) % Hq, row % Sq);
    attendRow(problem, programs, row, place, result);
    problem.onRow?.();
  }
  return result;
}

function createPrograms(variant: Variant, problem: DenseProblem): Programs {
  const { sizes, scalars, inputs, precision, slant } = problem;
  const reader = clampedReader(inputs);
  const domain = precision === "f32" ? float32Domain(reader, slant) : float64Domain(reader);
  const { mask, score } = variant.sections;
  const run = (root: Node | undefined) => root && { root, machine: createMachine([root], domain) };
  const programs = [run(mask), run(score)] as const;
  const present = programs.filter((program) => program !== undefined);
  const isReal = (name: string): boolean => variant.params.some((param) => param.name === name && param.type === "f32");
  for (const [name, value] of Object.entries({ ...sizes, ...scalars })) {
    for (const { machine } of present) machine.set(name, isReal(name) ? Math.fround(value) : value);
  }
  const at = (program: (typeof programs)[number], k: number): number => {
    program!.machine.set("kv_idx", k);
    program!.machine.run(levels.column);
    program!.machine.run(levels.pair);
    return program!.machine.get(program!.root);
  };
  return {
    allows: (k) => !programs[0] || at(programs[0], k) !== 0,
    modify(value, k) {
      programs[1]?.machine.set("score", value);
      return programs[1] ? at(programs[1], k) : value;
    },
    enter(b, h, q) {
      const hkv = Math.floor(h / (sizes.Hq / sizes.Hkv));
      for (const { machine } of present) {
        for (const [name, value] of Object.entries({ b, h, hkv, q_idx: q })) machine.set(name, value);
        machine.run(levels.uniform);
        machine.run(levels.row);
      }
    },
  };
}

/** Rounds a result that a device may have off by some units in the last place; float64 keeps it. */
type Rounding = (exact: number, ulp?: number) => number;

/** One query row: scores over the allowed keys, a stable softmax, the weighted sum of the values of those keys only. */
function attendRow(problem: DenseProblem, programs: Programs, row: number, place: number, result: DenseResult): void {
  const { Hq, Hkv, Sq, Skv, D, Dv } = problem.sizes;
  const round: Rounding = problem.precision === "f32" ? (x, ulp) => roundLoosely(x, ulp, 0, problem.slant) : (x) => x;
  const head = Math.floor(Math.floor(row / Sq) / (Hq / Hkv));
  const scale = round(problem.scale ?? 1 / Math.sqrt(D));
  const keys: number[] = [];
  const scores: number[] = [];
  for (let k = 0; k < Skv; k++) {
    if (!programs.allows(k)) continue;
    const dot = dotProduct(problem.q, row * D, problem.k, (head * Skv + k) * D, D, round);
    const score = programs.modify(round(dot * scale), k);
    if (score === -Infinity) continue;
    keys.push(k);
    scores.push(score);
  }
  const weights = softmax(scores, round);
  result.lse[place] = weights.lse;
  for (let d = 0; d < Dv; d++) {
    let sum = 0;
    for (let i = 0; i < keys.length; i++) sum = round(sum + round(weights.p[i]! * problem.v[(head * Skv + keys[i]!) * Dv + d]!));
    result.out[place * Dv + d] = keys.length > 0 ? round(sum / weights.total, opRow("divide").ulp) : 0;
  }
}

function dotProduct(a: ArrayLike<number>, atA: number, b: ArrayLike<number>, atB: number, length: number, round: Rounding): number {
  let sum = 0;
  for (let i = 0; i < length; i++) sum = round(sum + round(a[atA + i]! * b[atB + i]!));
  return sum;
}

/** The error of `exp`, which grows with its operand (WGSL §15.7.4); the row of the op table has the largest. */
const expUlp = (x: number): number => 3 + 2 * Math.abs(x);

/** `p = exp(s − max)`, their total, and `lse = max + log total`; NaN in any score is NaN in all. */
function softmax(scores: readonly number[], round: Rounding): { p: number[]; total: number; lse: number } {
  if (scores.length === 0) return { p: [], total: 0, lse: -Infinity };
  const max = scores.reduce((a, b) => Math.max(a, b));
  const p = scores.map((score) => round(score - max)).map((x) => round(Math.exp(x), expUlp(x)));
  const total = p.reduce((a, b) => round(a + b));
  return { p, total, lse: max === Infinity ? Infinity : round(max + round(Math.log(total))) };
}
