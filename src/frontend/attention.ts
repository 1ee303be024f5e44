/**
 * @file The user's API in TypeScript: `attention({...})` and the constructors of captured tensors and params. A definition is plain frozen
 * data; its functions are ordinary functions that run as they stand. Nothing is read or checked here: that is `ts/from-definition.ts`.
 */
import type { StorageType } from "#src/ir/types.ts";
import { sectionNames, type SectionName } from "#src/ir/variant.ts";

/** A dim of a captured tensor (a size name, an expression of sizes as text, an integer) or the default of a param. */
export type Argument = string | number | boolean;

/** What `f32(...)` and its like make: under `inputs` a tensor with these dims, under `params` a scalar with this default. */
export interface Declaration<T extends StorageType = StorageType, A extends readonly Argument[] = readonly Argument[]> {
  readonly kind: "declaration";
  readonly type: T;
  readonly args: A;
}

export type Inputs = Readonly<Record<string, Declaration<StorageType, readonly (string | number)[]>>>;
export type Params = Readonly<Record<string, Declaration<StorageType, readonly [number | boolean]>>>;

type Value<T extends StorageType> = T extends "bool" ? boolean : number;

type Operator = " " | "+" | "-" | "*" | "/" | "%" | "(" | ")" | ",";

/** A dim that is a name alone; `"Sq + Skv - 1"` is none. */
type SizeName<S> = S extends `${string}${Operator}${string}` ? never : S extends string ? (string extends S ? never : S) : never;

type Positions = "b" | "h" | "hkv" | "q_idx" | "kv_idx" | "B" | "Hq" | "Hkv" | "Sq" | "Skv" | "D" | "Dv";

/** The first argument of a section: where the pair stands, and the sizes, also those that the inputs' dims bring in. */
export type At<I extends Inputs = Inputs> = { readonly [K in Positions | SizeName<I[keyof I]["args"][number]>]: number };

/** Constants, helper functions, other attentions, or objects of these. */
export type Closure = Readonly<Record<string, unknown>>;

/** The second argument: a captured tensor is called with its indices, a param is its value, and what `scope` holds is as it is. */
export type Values<I extends Inputs = Inputs, P extends Params = Params, S extends Closure = {}> = {
  readonly [K in keyof I]: (...indices: number[]) => Value<I[K]["type"]>;
} & { readonly [K in keyof P]: Value<P[K]["type"]> } & S;

type ValuesArgument<I extends Inputs, P extends Params, S extends Closure> = [keyof I | keyof P | keyof S] extends [never]
  ? [values?: Values<I, P, S>]
  : [values: Values<I, P, S>];

/** The sections as the user writes them, one row each. */
export interface SectionFunctions<I extends Inputs = Inputs, P extends Params = Params, S extends Closure = {}> {
  mask: (at: At<I>, values: Values<I, P, S>) => boolean;
  score: (at: At<I> & { readonly score: number }, values: Values<I, P, S>) => number;
}

/** What `attention` takes. */
export interface AttentionOptions<I extends Inputs, P extends Params, S extends Closure = {}> extends Partial<SectionFunctions<I, P, S>> {
  readonly name: string;
  readonly inputs?: I;
  readonly params?: P;
  /**
   * Constants and helpers, in reach of the functions in two ways: through their second argument, which bundlers leave alone; and, where a function
   * met at run time closes over them, by name, for its own text cannot show what they are.
   */
  readonly scope?: S;
}

/** A variant, defined and not yet read. Its sections can be called: they are the user's own functions. */
export interface AttentionDefinition<I extends Inputs = Inputs, P extends Params = Params, S extends Closure = {}> {
  readonly kind: "attention";
  readonly name: string;
  readonly inputs: I;
  readonly params: P;
  readonly scope: S;
  mask(at: Partial<At<I>>, ...values: ValuesArgument<I, P, S>): boolean;
  score(at: Partial<At<I>> & { readonly score: number }, ...values: ValuesArgument<I, P, S>): number;
}

/** Any definition, whatever its inputs and params: what the compiler takes. */
export interface AnyDefinition {
  readonly kind: "attention";
  readonly name: string;
  readonly inputs: Readonly<Record<string, Declaration>>;
  readonly params: Readonly<Record<string, Declaration>>;
  readonly scope: Closure;
  readonly mask: (...args: never[]) => boolean;
  readonly score: (...args: never[]) => number;
}

/** What a section does that the user left out; a definition holds this very function then. */
export const plainSections: { readonly [K in SectionName]: SectionFunctions[K] } = {
  mask: () => true,
  score: ({ score }) => score,
};

/** Defines an attention variant. */
/* @__NO_SIDE_EFFECTS__ */
export function attention<I extends Inputs = {}, P extends Params = {}, S extends Closure = {}>(
  options: AttentionOptions<I, P, S>,
): AttentionDefinition<I, P, S> {
  const { name, inputs = {}, params = {}, scope = {} } = options;
  const sections = Object.fromEntries(sectionNames.map((section) => [section, options[section] ?? plainSections[section]]));
  const declared = { inputs: Object.freeze({ ...inputs }), params: Object.freeze({ ...params }) };
  return Object.freeze({ kind: "attention", name, ...declared, scope, ...sections }) as unknown as AttentionDefinition<I, P, S>;
}

/* @__NO_SIDE_EFFECTS__ */
function declare<T extends StorageType, A extends readonly Argument[]>(type: T, args: A): Declaration<T, A> {
  return Object.freeze({ kind: "declaration", type, args: Object.freeze(args) });
}

/** A tensor of 32-bit floats, or such a param. */
/* @__NO_SIDE_EFFECTS__ */
export function f32<const A extends readonly (string | number)[]>(...args: A): Declaration<"f32", A> {
  return declare("f32", args);
}

/** A tensor of 16-bit floats; its elements read as f32. */
/* @__NO_SIDE_EFFECTS__ */
export function f16<const A extends readonly (string | number)[]>(...args: A): Declaration<"f16", A> {
  return declare("f16", args);
}

/** A tensor of 32-bit integers, or such a param. */
/* @__NO_SIDE_EFFECTS__ */
export function i32<const A extends readonly (string | number)[]>(...args: A): Declaration<"i32", A> {
  return declare("i32", args);
}

/** A tensor of unsigned 32-bit integers; its elements read as i32. */
/* @__NO_SIDE_EFFECTS__ */
export function u32<const A extends readonly (string | number)[]>(...args: A): Declaration<"u32", A> {
  return declare("u32", args);
}

/** A tensor of booleans, or such a param. */
/* @__NO_SIDE_EFFECTS__ */
export function bool<const A extends readonly Argument[]>(...args: A): Declaration<"bool", A> {
  return declare("bool", args);
}

/** Whether a run-time value is what `attention` makes. */
export function isAttention(value: unknown): value is AnyDefinition {
  return typeof value === "object" && value !== null && "kind" in value && value.kind === "attention" && "scope" in value;
}
