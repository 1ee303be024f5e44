/** @file One thing to be timed, as it is sent to the processes of the contenders, and what they answer. */
import type { Tuning } from "#codegen/tuning.ts";
import type { DenseSizes } from "#src/reference/dense.ts";
import type { Pattern } from "./pattern.ts";

export type Dtype = "f32" | "f16";

/** A variant on sizes. Tensors are not sent: the seed makes the same ones everywhere. */
export interface BenchTask {
  /** The variant as text of the IR. */
  readonly ir: string;
  readonly sizes: DenseSizes;
  readonly dtype: Dtype;
  readonly block: readonly [q: number, kv: number] | undefined;
  readonly params: Readonly<Record<string, number | boolean>>;
  readonly seed: number;
  /** Schedules for Heed's own kernels, where they fit. */
  readonly tuning?: Tuning | undefined;
  readonly pattern: Pattern | undefined;
}

/** What a contender tells when it is ready to be timed. */
export interface Ready {
  /** From the call that makes the kernels to the end of their first run. */
  readonly createMs: number;
  /** What should be known beside its times. */
  readonly note?: string | undefined;
  /** Its sums have no more digits than this; it is judged by what that allows. */
  readonly sums?: "f16" | undefined;
  /** How it holds weights on their way to the values; f32 where that is not said. */
  readonly weights?: "f32" | "f16" | undefined;
  /** The share of the plan's blocks that are visited, where there is a plan. */
  readonly visited?: number | undefined;
  /** Characters of the kernels' text, where it can be had. */
  readonly wgsl?: number | undefined;
}

/** A contender that has its tensors where it wants them, outside of all timing. */
export interface Opened {
  /** Makes the kernels. */
  create(): Promise<Omit<Ready, "createMs">>;
  /** One call, to its end. */
  run(): Promise<void>;
  /** Rows of the result of the last call, one behind the other; a row is a place in `[B, Hq, Sq]`. */
  read(rows: readonly number[]): Promise<ArrayLike<number>>;
}

/** What the file of a contender exports. */
export type Open = (task: BenchTask, setting: Setting) => Promise<Opened>;

export interface Setting {
  /** Where the packages of a peer are. */
  readonly folder: string;
}
