/** @file Captured tensors as the CPU sees them: a type, a shape and a typed array, read at clamped indices. */
import type { Reader } from "./machine.ts";
import type { StorageType } from "./types.ts";

/** Elements as they are stored: f16 as its 16 bits, bool as a byte (0 is false). */
export type TensorData = Float32Array | Uint16Array | Int32Array | Uint32Array | Uint8Array;

/** Row major; `shape` may be empty (one element) or hold zeros (none). */
export interface Tensor {
  readonly type: StorageType;
  readonly shape: readonly number[];
  readonly data: TensorData;
}

/** The value of one stored element as the language reads it: f16 decoded, bool 0 or 1. */
export function readElement(tensor: Tensor, flat: number): number {
  const stored = tensor.data[flat] ?? 0;
  if (tensor.type === "f16") return decodeHalf(stored);
  return tensor.type === "bool" ? +(stored !== 0) : stored;
}

/** Reads the tensors by name, each of which must be there; an index outside its dimension takes the edge's value, an empty tensor reads as 0. */
export function clampedReader(tensors: ReadonlyMap<string, Tensor>): Reader {
  return (input, indices) => {
    const tensor = tensors.get(input)!;
    let flat = 0;
    indices.forEach((index, axis) => {
      const size = tensor.shape[axis]!;
      flat = flat * size + Math.max(0, Math.min(index, size - 1));
    });
    return readElement(tensor, flat);
  };
}

/** IEEE 754 binary16 bits → number. */
export function decodeHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction ? Number.NaN : sign * Infinity;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25);
}

/** Number → IEEE 754 binary16 bits, rounded to nearest, ties to even; what is too large becomes infinity. */
export function encodeHalf(value: number): number {
  if (Number.isNaN(value)) return 0x7e00;
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const magnitude = Math.abs(value);
  if (magnitude >= 65520) return sign | 0x7c00;
  const exponent = Math.max(-14, Math.floor(Math.log2(magnitude || 2 ** -30)));
  const step = 2 ** (exponent - 10);
  const scaled = magnitude / step;
  const floor = Math.floor(scaled);
  const rest = scaled - floor;
  const units = floor + (rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? 1 : 0);
  return sign | (units < 1024 ? units : ((exponent + 15) << 10) + units - 1024);
}
