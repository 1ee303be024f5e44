/**
 * @file Reads of captured tensors in WGSL: row-major index arithmetic, clamped to the edge where no proof says that it stays inside, and
 * unpacking of the storage types that WGSL has no array of.
 */
import type { Load, Node } from "#src/ir/node.ts";
import type { StorageType } from "#src/ir/types.ts";
import type { Input } from "#src/ir/variant.ts";
import { emitExpression, type EmitContext } from "./emit-expression.ts";
import type { Layout } from "./layout.ts";
import type { NamePool } from "./names.ts";

/** Whether the index of an axis surely stays inside the tensor, for every size and param. */
export type InRange = (load: Load, axis: number) => boolean;

export interface CapturedReads {
  read(load: Load, context: EmitContext): string;
  /** The accessor functions that the reads call. */
  functions(): string[];
}

export function createCapturedReads(inputs: readonly Input[], layout: Layout, inRange: InRange, pool: NamePool): CapturedReads {
  const accessors = new Map<string, Accessor>();
  return {
    functions: () => [...accessors.values()].map(({ text }) => text),
    read(load, context) {
      const input = inputs.find((candidate) => candidate.name === load.input)!;
      const name = layout.captured(input.name, input.type);
      const flat = flatIndex(load, input.dims, context, inRange);
      const body = accessorBody(name, input.type);
      if (!body) return `${name}[${flat}]`;
      const accessor = accessors.get(name) ?? nameAccessor(pool.claim(`${name}_at`), body);
      accessors.set(name, accessor);
      return `${accessor.name}(${flat})`;
    },
  };
}

function flatIndex(load: Load, dims: readonly Node[], context: EmitContext, inRange: InRange): string {
  const steps = load.args.map((arg, axis) => {
    const text = emitExpression(arg, context);
    return inRange(load, axis) ? text : `clamp(${text}, 0, ${emitExpression(dims[axis]!, context)} - 1)`;
  });
  return (
    steps.reduce(
      (flat, step, axis) => (axis === 0 ? step : `${operand(flat)} * ${operand(emitExpression(dims[axis]!, context))} + ${operand(step)}`),
      "",
    ) || "0"
  );
}

/** Parentheses around anything that is more than a name, a number or a call. */
function operand(text: string): string {
  return /^[\w.]+(\([^()]*\))?$/.test(text) ? text : `(${text})`;
}

/** A function that unpacks an element. */
interface Accessor {
  readonly name: string;
  readonly text: string;
}

const nameAccessor = (name: string, body: string): Accessor => ({ name, text: `fn ${name}${body}` });

/** Unpacks element `i`, for the types that need it. */
function accessorBody(tensor: string, type: StorageType): string | undefined {
  if (type === "f16") return `(i: i32) -> f32 { return unpack2x16float(${tensor}[i / 2])[i % 2]; }`;
  if (type === "bool") return `(i: i32) -> bool { return ((${tensor}[i / 4] >> u32(8 * (i % 4))) & 255u) != 0u; }`;
  if (type === "u32") return `(i: i32) -> i32 { return i32(${tensor}[i]); }`;
  return undefined;
}
