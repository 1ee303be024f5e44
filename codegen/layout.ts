/**
 * @file Bindings and uniforms of one kernel, collected while its body is written: asking for a name is what puts it into the kernel.
 * Uniforms are four bytes each, in the order of first need behind a fixed head, so their offset is four times their place.
 */
import type { StorageType } from "#src/ir/types.ts";
import type { Binding, BindingRole, Uniform, UniformSource } from "./manifest.ts";
import type { NamePool } from "./names.ts";

export interface Layout {
  /** The expression that reads a uniform, `call.NAME`. */
  uniform(wish: string, type: Uniform["type"], source: UniformSource): string;
  /** The name of the storage binding of a role, given the name it should have. */
  storage(role: Exclude<BindingRole, "input" | "call">, type: StorageType, access?: "read" | "read_write"): string;
  /** The same, with elements in vectors of four. */
  vectors(role: "q" | "k" | "v" | "out" | "parts", type: StorageType, access?: "read" | "read_write"): string;
  /** The name of a captured tensor's binding. */
  captured(input: string, type: StorageType): string;
  readonly uniforms: readonly Uniform[];
  readonly bindings: readonly Binding[];
}

const sizes = (["B", "Sq", "Skv"] as const).map((name): Uniform => ({ name, type: "i32", source: { kind: "size", name } }));

const strides = (["q", "k", "v", "out"] as const).flatMap((tensor) =>
  ["batch", "head", "row", "column"].map(
    (axisName, axis): Uniform => ({
      name: `${tensor}_${axisName}`,
      type: "u32",
      source: { kind: "stride", tensor, axis },
    }),
  ),
);

const planStrides: readonly Uniform[] = [
  { name: "plan_batch", type: "u32", source: { kind: "plan", field: "batchStride" } },
  { name: "plan_head", type: "u32", source: { kind: "plan", field: "headStride" } },
];

/** The uniforms that a kernel has in any case, before those that it asks for. */
export const forwardUniforms: readonly Uniform[] = [
  ...sizes,
  ...strides,
  ...planStrides,
  { name: "scale", type: "f32", source: { kind: "scale" } },
  { name: "inf", type: "f32", source: { kind: "infinity" } },
  { name: "kv_first", type: "u32", source: { kind: "keys", field: "first" } },
  { name: "kv_end", type: "u32", source: { kind: "keys", field: "end" } },
];
export const decodeUniforms: readonly Uniform[] = [...forwardUniforms, { name: "splits", type: "u32", source: { kind: "splits" } }];
export const combineUniforms: readonly Uniform[] = [
  ...sizes,
  ...strides.filter(({ source }) => source.kind === "stride" && source.tensor === "out"),
  { name: "inf", type: "f32", source: { kind: "infinity" } },
  { name: "parts_per_row", type: "u32", source: { kind: "parts" } },
];
export const plannerUniforms: readonly Uniform[] = [...sizes, ...planStrides];

/** Tells uniforms apart by what they hold; counts that happen to be equal, by what they are to be called. */
const keyOf = (wish: string, source: UniformSource): string => JSON.stringify(source.kind === "count" ? { ...source, wish } : source);

export function createLayout(pool: NamePool, head: readonly Uniform[] = forwardUniforms): Layout {
  const uniforms = [...head];
  const bindings: Binding[] = [{ binding: 0, name: "call", role: "call", access: "uniform", type: "u32" }];
  const byKey = new Map(head.map(({ name, source }) => [keyOf(name, source), name]));
  const fields = new Set(head.map((uniform) => uniform.name));
  return {
    uniforms,
    bindings,
    uniform(wish, type, source) {
      const key = keyOf(wish, source);
      const known = byKey.get(key);
      if (known) return `call.${known}`;
      let name = pool.claim(wish);
      while (fields.has(name)) name = pool.claim(name);
      fields.add(name);
      byKey.set(key, name);
      uniforms.push({ name, type, source });
      return `call.${name}`;
    },
    storage(role, type, access = "read") {
      const known = bindings.find((binding) => binding.role === role);
      if (!known) bindings.push({ binding: bindings.length, name: role, role, access, type });
      return role;
    },
    vectors(role, type, access = "read") {
      const known = bindings.find((binding) => binding.role === role);
      if (!known) bindings.push({ binding: bindings.length, name: role, role, access, type, vector: 4 });
      return role;
    },
    captured(input, type) {
      const known = bindings.find((binding) => binding.input === input);
      if (known) return known.name;
      const name = pool.claim(input);
      bindings.push({ binding: bindings.length, name, role: "input", input, access: "read", type });
      return name;
    },
  };
}

/** The element type of a storage binding's array: inputs of two- and one-byte types, and vectors of two-byte ones, are read through words. */
function elementType({ role, type, vector, access }: Binding): string {
  if (vector) return type === "f16" && access === "read" ? "vec2<u32>" : `vec4<${type}>`;
  if (role === "input" && (type === "f16" || type === "bool")) return "u32";
  return type;
}

/** The uniform struct and the binding declarations. */
export function printLayout(layout: Layout): string[] {
  return [
    "struct Call {",
    ...layout.uniforms.map(({ name, type }) => `  ${name}: ${type},`),
    "}",
    "",
    ...layout.bindings.map((binding) => {
      const { binding: index, name, access } = binding;
      const space = access === "uniform" ? "<uniform>" : `<storage, ${access}>`;
      const type = access === "uniform" ? "Call" : `array<${elementType(binding)}>`;
      return `@group(0) @binding(${index}) var${space} ${name}: ${type};`;
    }),
  ];
}
