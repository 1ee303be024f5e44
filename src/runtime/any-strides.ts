/**
 * @file A kernel for strides of every sort: the packed one, which reads four elements at a time, and in its place one that reads them singly,
 * made when strides are first met that need it.
 */
import type { CallOptions, CallTensors, PartialOptions } from "./call.ts";
import type { Kernel } from "./kernel.ts";
import { unpackable } from "./strides.ts";

/** `makeSingle` is asked once at most. `encode` does not wait: it takes the second kernel only where a `run` has made it already. */
export function anyStrides(packed: Kernel, makeSingle: () => Promise<Kernel>): Kernel {
  let making: Promise<Kernel> | undefined;
  let made: Kernel | undefined;
  const kernelFor = (options: CallOptions): Kernel | Promise<Kernel> => {
    if (!unpackable(options.strides, packed.manifest.bindings)) return packed;
    making ??= makeSingle().then((kernel) => (made = kernel));
    making.catch(() => (making = undefined));
    return making;
  };
  return {
    ...packed,
    run: (async (tensors: CallTensors, options: CallOptions) => (await kernelFor(options)).run(tensors, options)) as Kernel["run"],
    partial: (async (tensors: CallTensors, options: PartialOptions) => (await kernelFor(options)).partial(tensors, options)) as Kernel["partial"],
    encode(pass, tensors, options) {
      const isSingle = made !== undefined && unpackable(options.strides, packed.manifest.bindings) !== undefined;
      (isSingle ? made! : packed).encode(pass, tensors, options);
    },
    destroy() {
      packed.destroy();
      made?.destroy();
    },
  };
}
