/** @file Partial results of shards of keys, merged into the exact result; on the CPU, wherever the parts were computed. */
import * as codes from "#src/diagnostics/codes/call.ts";
import { fail } from "#src/diagnostics/report.ts";
import { decodeHalf, encodeHalf, type TensorData } from "#src/ir/tensor.ts";
import type { RunResult } from "./run.ts";

/**
 * Merges results of `kernel.partial` over shards that together hold every key once: `lse = log Σ exp(lseᵢ)`, `out = Σ exp(lseᵢ − lse) · outᵢ`
 * (Dao et al. 2023, FlashAttention-2, §3.1.2), in float64. `out` is row major, `[B, Hq, Sq, Dv]` in each, and as its first is stored; f16 has
 * been rounded in each part already. A part whose shard leaves a row no key adds nothing to it. Throws a `HeedError` where parts differ in
 * size or storage.
 */
export function combine(parts: readonly RunResult<TensorData>[]): RunResult<TensorData> {
  const [first] = parts;
  if (!first) return fail(codes.noParts());
  for (const part of parts) {
    const [wanted, given] = [first, part].map(({ out }) => out.constructor.name) as [string, string];
    if (wanted !== given) fail(codes.mixedParts(wanted, given));
    for (const name of ["out", "lse"] as const) {
      if (part[name].length !== first[name].length) fail(codes.unlikeParts(name, first[name].length, part[name].length));
    }
  }
  const rows = first.lse.length;
  const columns = first.out.length / rows;
  const isHalf = first.out instanceof Uint16Array;
  const read = isHalf ? decodeHalf : (x: number): number => x;
  const write = isHalf ? encodeHalf : (x: number): number => x;
  const out = first.out.slice();
  const lse = new Float32Array(rows);
  for (let row = 0; row < rows; row++) {
    const { weights, total } = weigh(parts.map((part) => part.lse[row]!));
    lse[row] = total;
    for (let at = row * columns; at < (row + 1) * columns; at++) {
      out[at] = write(parts.reduce((sum, part, i) => (weights[i] === 0 ? sum : sum + weights[i]! * read(part.out[at]!)), 0));
    }
  }
  return { out, lse };
}

/** What each part of a row weighs, and the log-sum-exp of all; no part weighs anything in a row without keys. */
function weigh(parts: readonly number[]): { weights: number[]; total: number } {
  const largest = parts.reduce((a, b) => Math.max(a, b), -Infinity);
  if (largest === -Infinity) return { weights: parts.map(() => 0), total: -Infinity };
  const powers = parts.map((part) => (part === largest ? 1 : Math.exp(part - largest)));
  const sum = powers.reduce((a, b) => a + b, 0);
  return { weights: powers.map((power) => power / sum), total: largest + Math.log(sum) };
}
