/** @file The tensors of a task, the same in every process, and the one other layout that libraries want. */
import { createReport } from "#src/diagnostics/report.ts";
import { parseVariant } from "#src/ir/parse.ts";
import type { TensorData } from "#src/ir/tensor.ts";
import type { Variant } from "#src/ir/variant.ts";
import type { DenseCall } from "../dense-call.ts";
import { randomCall } from "../random-call.ts";
import type { BenchTask } from "./task.ts";

/** The variant and the call that a task stands for. */
export function callOf({ ir, sizes, dtype, params, seed }: BenchTask): { readonly variant: Variant; readonly call: DenseCall } {
  const variant = parseVariant(ir);
  const report = createReport();
  const call = randomCall(variant, { sizes, dtype, params, seed }, report);
  report.stop();
  return { variant, call };
}

/** `[B, H, S, D]` → `[B, S, H, D]`. */
export function byPosition<T extends TensorData>(data: T, [B, H, S, D]: readonly [number, number, number, number]): T {
  const moved = data.slice() as T;
  for (let b = 0; b < B; b++) {
    for (let h = 0; h < H; h++) {
      for (let s = 0; s < S; s++) {
        const from = ((b * H + h) * S + s) * D;
        moved.set(data.subarray(from, from + D), ((b * S + s) * H + h) * D);
      }
    }
  }
  return moved;
}

/** Rows of `[B, Hq, Sq]` out of a result that lies as `[B, Sq, Hq, Dv]`. */
export function pickRows(out: ArrayLike<number>, rows: readonly number[], { Hq, Sq, Dv }: BenchTask["sizes"]): Float32Array {
  const picked = new Float32Array(rows.length * Dv);
  rows.forEach((row, i) => {
    const [b, h, s] = [Math.floor(row / (Hq * Sq)), Math.floor(row / Sq) % Hq, row % Sq];
    const from = ((b * Sq + s) * Hq + h) * Dv;
    for (let d = 0; d < Dv; d++) picked[i * Dv + d] = out[from + d]!;
  });
  return picked;
}

/** The same out of one that lies as `[B, Hq, Sq, Dv]`. */
export function pickHeadRows(out: ArrayLike<number>, rows: readonly number[], { Dv }: BenchTask["sizes"]): Float32Array {
  return Float32Array.from({ length: rows.length * Dv }, (_, i) => out[rows[Math.floor(i / Dv)]! * Dv + (i % Dv)]!);
}

/** Of libraries that keep f16 as they find it. */
export const sumsIn = ({ dtype }: BenchTask): "f16" | undefined => (dtype === "f16" ? "f16" : undefined);
