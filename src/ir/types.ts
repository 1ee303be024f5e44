/**
 * @file The types of values and the typing rules of operations. A rule maps the operands' types to the types they are converted to and
 * the result's, or to `undefined` where the operation has no meaning for them.
 */

/** What an expression can be. */
export type ScalarType = "bool" | "i32" | "f32";

/** What a captured tensor can hold. `f16` reads as f32, `u32` as i32 (values over 2³¹−1 are refused when the tensor is bound). */
export type StorageType = "f32" | "f16" | "i32" | "u32" | "bool";

export const scalarTypes: readonly ScalarType[] = ["bool", "i32", "f32"];
export const storageTypes: readonly StorageType[] = ["f32", "f16", "i32", "u32", "bool"];

/** The expression type a stored element reads as. */
export function readType(storage: StorageType): ScalarType {
  return storage === "f16" ? "f32" : storage === "u32" ? "i32" : storage;
}

/** What a typing rule answers: the type each operand is converted to, and the result's type. */
export interface Typing {
  readonly operands: readonly ScalarType[];
  readonly result: ScalarType;
}

export type TypingRule = (types: readonly ScalarType[]) => Typing | undefined;

/** i32 with f32 gives f32; bool goes with bool alone. */
function unify(types: readonly ScalarType[]): ScalarType | undefined {
  if (types.every((t) => t === types[0])) return types[0];
  return types.includes("bool") ? undefined : "f32";
}

function uniform(types: readonly ScalarType[], common: ScalarType, result: ScalarType = common): Typing {
  return { operands: types.map(() => common), result };
}

/** Numbers in, the wider type out: `+ - * min max abs`. */
export const arithmetic: TypingRule = (types) => {
  const common = unify(types);
  return common === undefined || common === "bool" ? undefined : uniform(types, common);
};

/** Numbers in, f32 out: `/ exp sin`. */
export const floating: TypingRule = (types) => (types.includes("bool") ? undefined : uniform(types, "f32"));

/** i32 in, i32 out: `div`, shifts. */
export const integral: TypingRule = (types) => (types.every((t) => t === "i32") ? uniform(types, "i32") : undefined);

/** bool in, bool out: `&& || !`. */
export const logical: TypingRule = (types) => (types.every((t) => t === "bool") ? uniform(types, "bool") : undefined);

/** Numbers in, bool out: `< <=`. */
export const ordering: TypingRule = (types) => {
  const common = unify(types);
  return common === undefined || common === "bool" ? undefined : uniform(types, common, "bool");
};

/** Like types in, bool out: `== !=`. */
export const equality: TypingRule = (types) => {
  const common = unify(types);
  return common && uniform(types, common, "bool");
};

/** A condition and two like values: `c ? a : b`. */
export const selecting: TypingRule = ([test, ...branches]) => {
  const common = unify(branches);
  return test === "bool" && common ? { operands: ["bool", common, common], result: common } : undefined;
};

/** Any type in, `target` out. */
export function casting(target: ScalarType): TypingRule {
  return ([type]) => type && { operands: [type], result: target };
}
