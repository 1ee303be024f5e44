/**
 * @file Random programs as IR text, drawn from the table of operations, with captured tensors and sizes to run them on. Comparisons, rounding
 * and conversions only ever see `exact` f32 values (no operation with an error under them), so that a truth never hangs on a rounding.
 */
import fc from "fast-check";
import type { DenseSizes } from "#src/reference/dense.ts";
import { opNames, row, type OpName } from "#src/ir/ops.ts";
import { encodeHalf, type Tensor, type TensorData } from "#src/ir/tensor.ts";
import { scalarTypes, type ScalarType, type StorageType } from "#src/ir/types.ts";

/** What an expression is to be; `exact` is f32 free of rounding errors. */
export type Kind = ScalarType | "exact";

export interface ExpressionOptions {
  /** How many operations may be nested; default 4. */
  readonly depth?: number;
  /** Whether the variable `score` may occur. */
  readonly score?: boolean;
  /** Only operations that keep scores small and smooth, as a kernel's error budget wants. */
  readonly tame?: boolean;
}

interface Declared {
  readonly type: StorageType;
  readonly dims: readonly string[];
}

/** The captured tensors that programs read. */
export const inputs: Readonly<Record<string, Declared>> = {
  slope: { type: "f32", dims: ["Hq"] },
  bias: { type: "f16", dims: ["Hq", "Sq", "Skv"] },
  lookup: { type: "f32", dims: ["T"] },
  document: { type: "i32", dims: ["B", "Skv"] },
  kinds: { type: "u32", dims: ["Hq"] },
  keep: { type: "bool", dims: ["Skv"] },
};

/** The params that programs use: type and default. */
export const params: Readonly<Record<string, readonly [ScalarType, string]>> = {
  window: ["i32", "3"],
  temperature: ["f32", "0.5"],
  strict: ["bool", "true"],
};

const oneOf = (...texts: readonly string[]): fc.Arbitrary<string> => fc.constantFrom(...texts);

const integers = fc.oneof(
  oneOf("q_idx", "kv_idx"),
  oneOf("sub(q_idx, kv_idx)", "rem(q_idx, 4)", "mod(kv_idx, 3)", "div(q_idx, 2)", "quot(kv_idx, 4)", "add(mul(q_idx, 4), rem(kv_idx, 4))"),
  oneOf("b", "h", "hkv", "Sq", "Skv", "Hq", "window", "T"),
  fc.integer({ min: -9, max: 40 }).map(String),
  oneOf("64", "128", "1024", "1048576"),
);

const reals = fc.oneof(
  oneOf("temperature", "to_f32(q_idx)", "to_f32(sub(kv_idx, q_idx))"),
  fc.integer({ min: -32, max: 32 }).map((eighths) => (eighths / 8).toFixed(3)),
);

const tameReals = fc.oneof(
  oneOf("temperature", "mul(to_f32(rem(q_idx, 8)), 0.125)", "mul(slope[h], to_f32(sub(kv_idx, q_idx)))", "bias[h, q_idx, kv_idx]", "lookup[kv_idx]"),
  fc.integer({ min: -16, max: 16 }).map((eighths) => (eighths / 8).toFixed(3)),
);

const truths = oneOf("true", "false", "strict", "ge(q_idx, kv_idx)", "le(sub(q_idx, kv_idx), window)", "eq(document[b, q_idx], document[b, kv_idx])");

const tameRows: readonly OpName[] = [
  "add",
  "sub",
  "neg",
  "min",
  "max",
  "abs",
  "clamp",
  "where",
  "tanh",
  "sigmoid",
  "softplus",
  "relu",
  "gelu",
  "silu",
  "sin",
  "cos",
  "erf",
];

/** Rows whose result jumps somewhere, so that they need exact operands. */
const jumps = (op: OpName): boolean => row(op).whole === true || op === "mod" || op === "rem" || op === "to_i32" || op === "to_bool";

/** One way to make a value: an operation and the kinds of its operands. */
interface Making {
  readonly op: OpName;
  readonly operands: readonly Kind[];
}

function typings(arity: number): ScalarType[][] {
  return arity === 0 ? [[]] : typings(arity - 1).flatMap((rest) => scalarTypes.map((type) => [...rest, type]));
}

/** Every operation on every choice of operand types that needs no conversion. */
export const applications: readonly { readonly op: OpName; readonly types: readonly ScalarType[]; readonly result: ScalarType }[] = opNames.flatMap(
  (op) =>
    typings(row(op).arity).flatMap((types) => {
      const typing = row(op).typing(types);
      const redirected = row(op).onBool !== undefined && types.every((type) => type === "bool");
      const idle = op === `to_${types[0]}`;
      return typing && !redirected && !idle && typing.operands.every((type, i) => type === types[i]) ? [{ op, types, result: typing.result }] : [];
    }),
);

function makings(kind: Kind, tame: boolean): Making[] {
  return applications
    .filter(({ op, result }) => result === (kind === "exact" ? "f32" : kind) && (kind !== "exact" || !(row(op).ulp || row(op).costly)))
    .filter(({ op }) => !tame || kind !== "f32" || tameRows.includes(op))
    .map(({ op, types }) => {
      const real: Kind = kind === "f32" && !jumps(op) ? "f32" : "exact";
      return { op, operands: types.map((type) => (type === "f32" ? real : type)) };
    });
}

/** Reciprocals tell −0 from 0, which the passes need not: what is divided by, or raised to a power, is kept away from 0. */
function guarded(op: OpName, args: readonly string[]): readonly string[] {
  const at = ["pow", "divide"].indexOf(op);
  return args.map((arg, i) => (i === at ? `max(abs(${arg}), 0.125)` : arg));
}

/** A random expression of a kind. */
export function expressionArbitrary(kind: Kind, options: ExpressionOptions = {}): fc.Arbitrary<string> {
  const { depth = 4, score = false, tame = false } = options;
  const known = new Map<string, fc.Arbitrary<string>>();

  function loads(type: ScalarType, left: number): fc.Arbitrary<string>[] {
    const names = Object.keys(inputs).filter(
      (name) => ({ f32: "f32", f16: "f32", i32: "i32", u32: "i32", bool: "bool" })[inputs[name]!.type] === type,
    );
    return names.map((name) =>
      fc.tuple(...inputs[name]!.dims.map(() => at("i32", Math.min(left, 1)))).map((indices) => `${name}[${indices.join(", ")}]`),
    );
  }

  function leaf(wanted: Kind): fc.Arbitrary<string> {
    if (wanted === "bool") return truths;
    if (wanted === "i32") return integers;
    const plain = tame && wanted === "f32" ? tameReals : reals;
    return score ? fc.oneof(plain, fc.constant("score")) : plain;
  }

  function at(wanted: Kind, left: number): fc.Arbitrary<string> {
    const key = `${wanted} ${left}`;
    const made = known.get(key) ?? make(wanted, left);
    known.set(key, made);
    return made;
  }

  function make(wanted: Kind, left: number): fc.Arbitrary<string> {
    if (left === 0) return leaf(wanted);
    const calls = makings(wanted, tame).map(({ op, operands }) =>
      fc.tuple(...operands.map((operand) => at(operand, left - 1))).map((args) => `${op}(${guarded(op, args).join(", ")})`),
    );
    const reads = loads(wanted === "exact" ? "f32" : wanted, left - 1);
    return fc.oneof(
      { withCrossShrink: true },
      { weight: 2, arbitrary: leaf(wanted) },
      { weight: 5, arbitrary: fc.oneof(...calls) },
      { weight: 1, arbitrary: fc.oneof(...reads) },
    );
  }

  return at(kind, depth);
}

/** A random mask. */
export const maskArbitrary = (options: ExpressionOptions = {}): fc.Arbitrary<string> => expressionArbitrary("bool", { ...options, score: false });

/** A random score, which may use the scaled dot product. */
export const scoreArbitrary = (options: ExpressionOptions = {}): fc.Arbitrary<string> => expressionArbitrary("f32", { score: true, ...options });

/** The text of a variant with these sections, declaring the tensors and params that they use. */
export function variantText(sections: { readonly mask?: string | undefined; readonly score?: string | undefined }, name: string = "random"): string {
  const all = `${sections.mask ?? ""} ${sections.score ?? ""}`;
  const uses = (word: string): boolean => new RegExp(`\\b${word}\\b`).test(all);
  const used = Object.keys(inputs).filter((input) => uses(input) || (uses("T") && inputs[input]!.dims.includes("T")));
  return [
    `variant ${name} {`,
    ...used.map((input) => `  input ${input}: ${inputs[input]!.type}[${inputs[input]!.dims.join(", ")}]`),
    ...Object.entries(params).flatMap(([param, [type, value]]) => (uses(param) ? [`  param ${param}: ${type} = ${value}`] : [])),
    ...(sections.mask === undefined ? [] : [`  mask ${sections.mask}`]),
    ...(sections.score === undefined ? [] : [`  score ${sections.score}`]),
    "}",
    "",
  ].join("\n");
}

/** A random variant as text; either section may be missing. */
export function variantArbitrary(options: ExpressionOptions = {}): fc.Arbitrary<string> {
  return fc
    .record({
      mask: fc.option(maskArbitrary(options), { nil: undefined, freq: 6 }),
      score: fc.option(scoreArbitrary(options), { nil: undefined, freq: 4 }),
    })
    .map((sections) => variantText(sections));
}

/** A variant and all that a call of it needs but q, k and v. */
export interface RandomCall {
  readonly text: string;
  readonly sizes: DenseSizes;
  readonly inputs: ReadonlyMap<string, Tensor>;
  /** Params, and the sizes read from tensors. */
  readonly scalars: Readonly<Record<string, number>>;
}

/** Small sizes, no divisibility; Hq a multiple of Hkv. */
export const sizesArbitrary: fc.Arbitrary<DenseSizes> = fc
  .record({
    B: fc.integer({ min: 1, max: 2 }),
    Hkv: fc.integer({ min: 1, max: 2 }),
    group: fc.integer({ min: 1, max: 3 }),
    Sq: fc.integer({ min: 1, max: 20 }),
    Skv: fc.integer({ min: 1, max: 20 }),
    D: fc.integer({ min: 1, max: 9 }),
    Dv: fc.integer({ min: 1, max: 9 }),
  })
  .map(({ group, ...sizes }) => ({ ...sizes, Hq: sizes.Hkv * group }));

/** A random variant with matching sizes, tensors and params. */
export function callArbitrary(options: ExpressionOptions = {}): fc.Arbitrary<RandomCall> {
  const given = fc.record({
    window: fc.integer({ min: -2, max: 12 }),
    temperature: fc.integer({ min: -16, max: 16 }).map((eighths) => eighths / 8),
    strict: fc.integer({ min: 0, max: 1 }),
    T: fc.integer({ min: 1, max: 6 }),
  });
  return fc
    .record({ text: variantArbitrary(options), sizes: sizesArbitrary, scalars: given, seed: fc.nat() })
    .map(({ text, sizes, scalars, seed }) => {
      const names = Object.keys(inputs).filter((name) => text.includes(`input ${name}:`));
      const tensors = names.map((name, i): [string, Tensor] => {
        const shape = inputs[name]!.dims.map((dim) => ({ ...sizes, ...scalars })[dim as keyof DenseSizes]);
        return [name, randomTensor(inputs[name]!.type, shape, seed + i * 7919)];
      });
      return { text, sizes, inputs: new Map(tensors), scalars };
    });
}

const arrays: Readonly<Record<StorageType, (values: number[]) => TensorData>> = {
  f32: (values) => Float32Array.from(values),
  f16: (values) => Uint16Array.from(values, encodeHalf),
  i32: (values) => Int32Array.from(values, Math.round),
  u32: (values) => Uint32Array.from(values, (value) => Math.round(Math.abs(value))),
  bool: (values) => Uint8Array.from(values, (value) => +(value > 0)),
};

/** Multiples of ⅛ in [−4, 4], rounded where the type is whole. */
export function randomTensor(type: StorageType, shape: readonly number[], seed: number): Tensor {
  const count = shape.reduce((a, b) => a * b, 1);
  return { type, shape, data: arrays[type](Array.from({ length: count }, (_, i) => (hash(seed, [i]) % 65) / 8 - 4)) };
}

/** A whole number in [0, 2³²) that depends on nothing but its arguments. */
export function hash(seed: number, values: readonly number[]): number {
  let state = seed | 0;
  for (const value of values) {
    state = Math.imul(state ^ value, 0x9e3779b1);
    state = Math.imul(state ^ (state >>> 15), 0x85ebca77);
  }
  return (state ^ (state >>> 13)) >>> 0;
}
