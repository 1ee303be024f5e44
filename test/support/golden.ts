/** @file The conformance cases: problems with the results that PyTorch's FlexAttention gives, computed in float64 and kept in float32. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseSafetensors } from "#src/node/files/safetensors.ts";
import type { Tensor } from "#src/ir/tensor.ts";
import type { DenseProblem, DenseSizes } from "#src/reference/dense.ts";

const folder = "test/conformance";

/** The block sizes that block counts are known at. */
export const countedBlocks = [64, 128] as const;

interface CaseFile {
  readonly sizes: DenseSizes;
  readonly params: Readonly<Record<string, number>>;
  readonly inputs: Readonly<Record<string, { readonly dims: string; readonly type: string }>>;
  readonly block_mask_counts: Readonly<Record<(typeof countedBlocks)[number], { full: number; partial: number; empty: number }>> | null;
}

/** One case: what goes in, and what has to come out. */
export interface Golden {
  readonly name: string;
  readonly problem: DenseProblem;
  readonly out: Float32Array;
  readonly lse: Float32Array;
  /** Blocks by kind over all batches and heads; `undefined` for a case without a mask. */
  readonly counts: NonNullable<CaseFile["block_mask_counts"]> | undefined;
}

/** The names of the cases, which are the names of their folders. */
export const goldenNames: readonly string[] = readdirSync(folder)
  .filter((name) => existsSync(join(folder, name, "case.json")))
  .sort();

/** The path of a case's file with this ending. */
export const goldenPath = (name: string, extension: string): string => join(folder, name, `${name}.${extension}`);

/** Reads a case. */
export function readGolden(name: string): Golden {
  const file = JSON.parse(readFileSync(join(folder, name, "case.json"), "utf8")) as CaseFile;
  const path = join(folder, name, "tensors.safetensors");
  const tensors = parseSafetensors(readFileSync(path), path);
  const floats = (key: string): Float32Array => tensors.get(key)!.data as Float32Array;
  const inputs = new Map<string, Tensor>(Object.keys(file.inputs).map((key) => [key, tensors.get(key)!]));
  const problem = { sizes: file.sizes, q: floats("q"), k: floats("k"), v: floats("v"), inputs, scalars: file.params };
  const golden = { out: floats("golden.out"), lse: floats("golden.lse") };
  return { name, problem, ...golden, counts: file.block_mask_counts ?? undefined };
}

/** Whether a float64 result is the float32 that was kept, but for one rounding and the last digits of float64. */
function isKept(computed: number, kept: number): boolean {
  if (computed === kept || (Number.isNaN(computed) && Number.isNaN(kept))) return true;
  return Math.abs(computed - kept) <= 2 ** -24 * Math.abs(computed) * (1 + 1e-6) + 1e-12;
}

/** How many results are not the ones that were kept. */
export const countUnkept = (computed: ArrayLike<number>, kept: Float32Array): number =>
  kept.reduce((count, value, i) => count + +!isKept(computed[i]!, value), 0);
