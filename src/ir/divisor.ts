/** @file The greatest common divisor. */

/** Of two whole numbers; 0 for two zeros. */
export function divisor(a: number, b: number): number {
  return b === 0 ? Math.abs(a) : divisor(b, a % b);
}
