/**
 * @file What a value still depends on within a box of rows and columns: nothing, one combination q·q_idx + k·kv_idx of the indices, or both of
 * them. A direction is a number, so that comparing and joining are cheap.
 */
import { divisor } from "#src/ir/divisor.ts";

/** The code of a primitive pair (q, k), or {@link everywhere}. */
export type Direction = number;

const shift = 2 ** 21;

/** No combination stands for all that the value depends on. */
export const everywhere: Direction = -1;

/** The direction of q·q_idx + k·kv_idx, coefficients below 2²¹ in size. */
export function directionOf(q: number, k: number): Direction {
  if (k === 0) return q === 0 ? shift : 3 * shift;
  const common = (q * q === 1 || k * k === 1 ? 1 : divisor(q, k)) * (q < 0 || (q === 0 && k < 0) ? -1 : 1);
  return (q / common) * 2 * shift + k / common + shift;
}

/** Cutting the box does not tell more of the value. */
export const nowhere: Direction = directionOf(0, 0);
export const alongRows: Direction = directionOf(1, 0);
export const alongColumns: Direction = directionOf(0, 1);

/** The coefficients of a direction that is not {@link everywhere}: without a common divisor, the first that is not 0 positive. */
export function coefficientsOf(direction: Direction): { q: number; k: number } {
  return { q: Math.floor(direction / (2 * shift)), k: (direction % (2 * shift)) - shift };
}

/** What two values depend on together. */
export function join(a: Direction, b: Direction): Direction {
  return a === b || b === nowhere ? a : a === nowhere ? b : everywhere;
}

/** Whether one value follows the rows alone and the other the columns alone, so that each takes all its values beside each of the other's. */
export function areApart(a: Direction, b: Direction): boolean {
  return (a === alongRows && b === alongColumns) || (a === alongColumns && b === alongRows);
}
