/** @file The uniform buffer of one call: four bytes per field, as the manifest lists them. */
import type { ProgramManifest, UniformSource } from "#codegen/manifest.ts";
import type { BlockPlan } from "#src/plan/block-plan.ts";
import { countOf, type CallSizes } from "./tensors.ts";

export type Strides = Readonly<Record<"q" | "k" | "v" | "out", readonly number[]>>;

export interface UniformValues {
  readonly sizes: Readonly<CallSizes>;
  readonly params: Readonly<Record<string, number>>;
  readonly strides: Strides;
  readonly plan: Pick<BlockPlan, "batchStride" | "headStride">;
  readonly scale: number;
  /** The keys at hand, as places in the whole sequence: from `first` to before `end`. */
  readonly keys: KeyShard;
  /** Where rows are few: workgroups to a row, and partial results of a row. */
  readonly splits?: number;
  readonly parts?: number;
}

/** Keys `first` to before `end` of a sequence of Skv. */
export interface KeyShard {
  readonly first: number;
  readonly end: number;
}

/** The shapes of q, k, v and the results. */
export function shapesOf({ B, Hq, Hkv, Sq, D, Dv }: Readonly<CallSizes>, { first, end }: KeyShard): Record<keyof Strides | "lse", readonly number[]> {
  const keys = end - first;
  return { q: [B!, Hq!, Sq!, D!], k: [B!, Hkv!, keys, D!], v: [B!, Hkv!, keys, Dv!], out: [B!, Hq!, Sq!, Dv!], lse: [B!, Hq!, Sq!] };
}

/** Strides in elements where nothing lies between neighbours. */
export const rowMajor = (shape: readonly number[]): number[] => shape.map((_, axis) => countOf(shape.slice(axis + 1)));

export function encodeUniforms({ uniforms }: Pick<ProgramManifest, "uniforms">, values: UniformValues): Int32Array {
  const words = new Int32Array(Math.ceil(uniforms.length / 4) * 4);
  const floats = new Float32Array(words.buffer);
  uniforms.forEach(({ type, source }, place) => {
    (type === "f32" ? floats : words)[place] = valueOf(source, values);
  });
  return words;
}

function valueOf(source: UniformSource, values: UniformValues): number {
  const { sizes, params, strides, plan, scale, keys } = values;
  switch (source.kind) {
    case "size":
      return sizes[source.name]!;
    case "stride":
      return strides[source.tensor][source.axis]!;
    case "param":
      return params[source.name]!;
    case "scale":
      return scale;
    case "infinity":
      return Infinity;
    case "count":
      return source.value;
    case "plan":
      return plan[source.field];
    case "keys":
      return keys[source.field];
    case "splits":
    case "parts":
      return values[source.kind] ?? 1;
    default:
      return source satisfies never;
  }
}
