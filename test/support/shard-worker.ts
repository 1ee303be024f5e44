/**
 * @file A process with a device of its own that computes results over shards of keys, as a test asks by messages. Bundled by the test, since
 * Node does not read TypeScript everywhere.
 */
import { fromAttn } from "#src/frontend/index.ts";
import { openDevice } from "#src/node/dawn.ts";
import type { Tensor, TensorData } from "#src/ir/tensor.ts";
import type { CompileTarget } from "#src/compile.ts";
import type { PartialOptions } from "#src/runtime/call.ts";
import { compile } from "#src/runtime/compile.ts";

/** A shard to compute. */
export interface ShardTask {
  readonly text: string;
  readonly target: CompileTarget;
  readonly tensors: Readonly<Record<string, TensorData | Tensor>>;
  readonly options: PartialOptions;
}

/** What became of it. */
export type ShardAnswer = { readonly out: TensorData; readonly lse: TensorData } | { readonly error: string };

let opened: Promise<GPUDevice> | undefined;

async function compute({ text, target, tensors, options }: ShardTask): Promise<ShardAnswer> {
  opened ??= openDevice();
  const kernel = await compile(fromAttn(text)[0]!, { device: await opened, ...target });
  return (await kernel.partial(tensors, options)) as ShardAnswer;
}

process.on("message", (task: ShardTask) => {
  void compute(task)
    .catch((thrown: unknown): ShardAnswer => ({ error: String(thrown) }))
    .then((answer) => process.send!(answer));
});
