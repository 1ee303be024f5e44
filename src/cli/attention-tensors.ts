/** @file `q`, `k` and `v` from files: the sizes that their shapes say, checked against each other, with the files named in messages. */
import * as codes from "#src/diagnostics/codes/call.ts";
import type { Report } from "#src/diagnostics/report.ts";
import type { DenseSizes } from "#src/reference/dense.ts";
import type { NamedTensor } from "./tensor-arguments.ts";

export type AttentionTensors = Readonly<Record<"q" | "k" | "v", NamedTensor>>;

/** What each axis of each tensor is. */
const axes = {
  q: ["B", "Hq", "Sq", "D"],
  k: ["B", "Hkv", "Skv", "D"],
  v: ["B", "Hkv", "Skv", "Dv"],
} as const;

/** The three tensors, or a message for each that is missing. */
export function pickAttention(tensors: ReadonlyMap<string, NamedTensor>, report: Report): AttentionTensors {
  const found = (["q", "k", "v"] as const).map((name) => {
    const tensor = tensors.get(name);
    if (!tensor) report.add(codes.missingTensor(name, "f32 or f16"));
    else if (tensor.type !== "f32" && tensor.type !== "f16") report.add(codes.wrongType(name, "f32 or f16", "a tensor of floats", tensor.type));
    return [name, tensor];
  });
  report.stop();
  return Object.fromEntries(found) as AttentionTensors;
}

/** B, Hq, Hkv, Sq, Skv, D and Dv. */
export function readSizes(tensors: AttentionTensors, report: Report): DenseSizes {
  const sizes: Record<string, number> = {};
  const readFrom: Record<string, string> = {};
  for (const [name, names] of Object.entries(axes)) {
    const { label, shape } = tensors[name as keyof AttentionTensors];
    if (shape.length !== names.length) report.add(codes.wrongRank(label, names.length, shape));
    else if (shape.includes(0)) report.add(codes.emptyTensor(label, shape));
    else names.forEach((size, axis) => readAxis(size, shape[axis]!, label));
  }
  report.stop();
  const { Hq, Hkv, D, Dv } = sizes as unknown as DenseSizes;
  if (Hq % Hkv !== 0) report.add(codes.headRatio(Hq, Hkv));
  for (const [name, value] of Object.entries({ D, Dv })) if (value > 256) report.add(codes.headDimension(name, value));
  report.stop();
  return sizes as unknown as DenseSizes;

  function readAxis(size: string, found: number, label: string): void {
    const before = sizes[size];
    if (before !== undefined && before !== found) report.add(codes.contradictorySizes(size, readFrom[size]!, before, label, found));
    sizes[size] ??= found;
    readFrom[size] ??= label;
  }
}
