/**
 * @file Attention once more, by hand and with nothing of Heed in it: a full table of scores in float64, softmax over each of its rows. What the
 * conformance cases are held to.
 */
import type { Case, Pair } from "./case.ts";

export interface Attention {
  readonly B: number;
  readonly Hq: number;
  readonly Hkv: number;
  readonly Sq: number;
  readonly Skv: number;
  readonly D: number;
  readonly Dv: number;
}

export interface Answer {
  /** `[B, Hq, Sq, Dv]`. */
  readonly out: Float64Array;
  /** `[B, Hq, Sq]`. */
  readonly lse: Float64Array;
}

type Formulas = Pick<Case, "attends" | "score">;
type Data = Readonly<Record<"q" | "k" | "v", ArrayLike<number>>>;

/** Every pair, in order. */
export function* pairsOf({ B, Hq, Sq, Skv }: Attention): Generator<Pair> {
  for (let b = 0; b < B; b++) for (let h = 0; h < Hq; h++) for (let q = 0; q < Sq; q++) for (let k = 0; k < Skv; k++) yield { b, h, q, k };
}

/** The key head of a query head: consecutive query heads share one. */
const keyHead = (h: number, { Hq, Hkv }: Attention): number => Math.floor(h / (Hq / Hkv));

/** ⟨q, k⟩ / √D of a pair. */
export function scaledDot({ b, h, q, k }: Pair, data: Data, sizes: Attention): number {
  const { Hq, Hkv, Sq, Skv, D } = sizes;
  const query = ((b * Hq + h) * Sq + q) * D;
  const key = ((b * Hkv + keyHead(h, sizes)) * Skv + k) * D;
  let sum = 0;
  for (let d = 0; d < D; d++) sum += data.q[query + d]! * data.k[key + d]!;
  return sum / Math.sqrt(D);
}

/** Scores of all pairs, −∞ where the query does not attend; then softmax row by row. A row of −∞ gives 0, and −∞ as its lse. */
export function attend({ attends, score }: Formulas, data: Data, sizes: Attention): Answer {
  const { B, Hq, Hkv, Sq, Skv, Dv } = sizes;
  const rows = B * Hq * Sq;
  const table = new Float64Array(rows * Skv).fill(-Infinity);
  let place = 0;
  for (const pair of pairsOf(sizes)) {
    if (attends?.(pair) ?? true) {
      const dot = scaledDot(pair, data, sizes);
      table[place] = score ? score(dot, pair) : dot;
    }
    place++;
  }
  const answer = { out: new Float64Array(rows * Dv), lse: new Float64Array(rows).fill(-Infinity) };
  for (let row = 0; row < rows; row++) {
    const scores = table.subarray(row * Skv, (row + 1) * Skv);
    const largest = scores.reduce((a, b) => Math.max(a, b), -Infinity);
    if (largest === -Infinity) continue;
    const weights = scores.map((each) => Math.exp(each - largest));
    const total = weights.reduce((a, b) => a + b, 0);
    answer.lse[row] = largest + Math.log(total);
    const values = (Math.floor(row / (Hq * Sq)) * Hkv + keyHead(Math.floor(row / Sq) % Hq, sizes)) * Skv;
    for (let k = 0; k < Skv; k++) {
      if (weights[k] === 0) continue;
      for (let d = 0; d < Dv; d++) answer.out[row * Dv + d]! += (weights[k]! / total) * data.v[(values + k) * Dv + d]!;
    }
  }
  return answer;
}
