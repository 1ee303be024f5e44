/** @file Making captured tensors for the examples, the same at every run. */
import type { Tensor } from "heed";

const product = (shape: readonly number[]): number => shape.reduce((count, size) => count * size, 1);

/** A tensor of 32-bit integers, element by element. */
export function integers(shape: readonly number[], at: (flat: number) => number): Tensor {
  return { type: "i32", shape, data: Int32Array.from({ length: product(shape) }, (_, flat) => at(flat)) };
}

/** A tensor of 32-bit floats, element by element. */
export function floats(shape: readonly number[], at: (flat: number) => number): Tensor {
  return { type: "f32", shape, data: Float32Array.from({ length: product(shape) }, (_, flat) => at(flat)) };
}

/** A tensor of booleans, element by element. */
export function booleans(shape: readonly number[], at: (flat: number) => boolean): Tensor {
  return { type: "bool", shape, data: Uint8Array.from({ length: product(shape) }, (_, flat) => +at(flat)) };
}

/** Numbers between −1 and 1 that look random and depend on the index alone. */
export function noise(flat: number): number {
  const x = Math.sin((flat + 1) * 12.9898) * 43758.5453;
  return 2 * (x - Math.floor(x)) - 1;
}
