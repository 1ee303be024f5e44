/** @file A call of the dense reference from tensors as files hold them: checked as the runtime checks its calls, then decoded. */
import type { Report } from "#src/diagnostics/report.ts";
import { decodeHalf } from "#src/ir/tensor.ts";
import { builtinNames } from "#src/ir/variables.ts";
import type { Variant } from "#src/ir/variant.ts";
import type { FileTensor } from "#src/node/files/tensor.ts";
import type { DenseProblem, DenseSizes } from "#src/reference/dense.ts";
import { checkParams } from "#src/runtime/params.ts";
import { bindInputs, readIntroducedSizes, type CallSizes } from "#src/runtime/tensors.ts";

export interface DenseCall {
  readonly sizes: DenseSizes;
  readonly q: FileTensor;
  readonly k: FileTensor;
  readonly v: FileTensor;
  readonly inputs: Readonly<Record<string, FileTensor>>;
  readonly params: Readonly<Record<string, number | boolean>>;
  readonly scale?: number | undefined;
}

/** The problem that a call poses; stops where something is missing or does not fit. */
export function denseProblem(variant: Variant, call: DenseCall, report: Report): DenseProblem {
  const { q, k, v, inputs, scale } = call;
  const params = checkParams(variant.params, call.params, report);
  const sizes: CallSizes = { ...call.sizes };
  readIntroducedSizes(variant.inputs, inputs, sizes, report);
  const bound = bindInputs(variant.inputs, inputs, sizes, report);
  report.stop();
  const introduced = Object.entries(sizes).filter(([name]) => !builtinNames.includes(name));
  const tensors = [...bound].map(([name, { type, shape, data }]) => [name, { type, shape, data: data! }] as const);
  return {
    sizes: call.sizes,
    q: toFloats(q),
    k: toFloats(k),
    v: toFloats(v),
    inputs: new Map(tensors),
    scalars: { ...Object.fromEntries(introduced), ...params },
    ...(scale === undefined ? {} : { scale }),
  };
}

/** The elements as numbers. */
export function toFloats({ type, data }: Pick<FileTensor, "type" | "data">): Float32Array {
  return type === "f16" ? Float32Array.from(data, decodeHalf) : (data as Float32Array);
}
