/** @file The uniform buffer of one call: four bytes per field, as the manifest lists them. */
import type { Manifest, UniformSource } from "#codegen/manifest.ts";
import type { BlockPlan } from "#src/plan/block-plan.ts";
import type { CallSizes } from "./tensors.ts";

export type Strides = Readonly<Record<"q" | "k" | "v" | "out", readonly number[]>>;

export interface UniformValues {
  readonly sizes: Readonly<CallSizes>;
  readonly params: Readonly<Record<string, number>>;
  readonly strides: Strides;
  readonly plan: BlockPlan;
  readonly scale: number;
}

/** `[B, H, S, D]` row major, in elements. */
export function defaultStrides({ Hq, Hkv, D, Dv, Sq, Skv }: Readonly<CallSizes>): Strides {
  const rowMajor = (heads: number, rows: number, columns: number) => [heads * rows * columns, rows * columns, columns, 1];
  return { q: rowMajor(Hq!, Sq!, D!), k: rowMajor(Hkv!, Skv!, D!), v: rowMajor(Hkv!, Skv!, Dv!), out: rowMajor(Hq!, Sq!, Dv!) };
}

export function encodeUniforms(manifest: Manifest, values: UniformValues): ArrayBuffer {
  const buffer = new ArrayBuffer(Math.ceil((manifest.uniforms.length * 4) / 16) * 16);
  const view = new DataView(buffer);
  manifest.uniforms.forEach(({ type, source }, place) => {
    const value = valueOf(source, values);
    if (type === "f32") view.setFloat32(place * 4, value, true);
    else view.setInt32(place * 4, value, true);
  });
  return buffer;
}

function valueOf(source: UniformSource, { sizes, params, strides, plan, scale }: UniformValues): number {
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
      return source.field === "runs" ? plan.rowStarts.length : plan[source.field];
    default:
      return source satisfies never;
  }
}
