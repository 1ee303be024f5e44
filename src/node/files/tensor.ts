/**
 * @file A tensor as files hold it, and the element types files may have. What Heed has no type for is converted where nothing is lost
 * that a user would miss; everything else is refused by name.
 */
import { outOfMemory, valueDoesNotFit, type TensorPlace } from "#src/diagnostics/codes/files.ts";
import { fail } from "#src/diagnostics/report.ts";
import type { StorageType } from "#src/ir/types.ts";

/** Elements in memory: f16 as its bits, bool as bytes of 0 and 1. */
export type TensorData = Float32Array | Uint16Array | Int32Array | Uint32Array | Uint8Array;

/** A tensor read from a file or to be written to one, row major. */
export interface FileTensor {
  readonly type: StorageType;
  readonly shape: readonly number[];
  readonly data: TensorData;
}

/** What a decoder may need beside the bytes: whom to name, and the index of an element by its position in the file. */
export interface DecodeContext {
  readonly place: TensorPlace;
  readonly indexOf: (position: number) => readonly number[];
}

/** One element type of a file: its width, the type it is read as, and how. `raw` is a fresh copy in the platform's byte order. */
export interface Dtype {
  readonly bytes: number;
  readonly type: StorageType;
  readonly decode: (raw: ArrayBuffer, context: DecodeContext) => TensorData;
}

type DtypeName = StorageType | "f64" | "bf16" | "i8" | "u8" | "i16" | "u16" | "i64" | "u64";

/** The element types that are read, under Heed's names for them. */
export const dtypes: Readonly<Record<DtypeName, Dtype>> = {
  f32: { bytes: 4, type: "f32", decode: (raw) => new Float32Array(raw) },
  f16: { bytes: 2, type: "f16", decode: (raw) => new Uint16Array(raw) },
  i32: { bytes: 4, type: "i32", decode: (raw) => new Int32Array(raw) },
  u32: { bytes: 4, type: "u32", decode: (raw) => new Uint32Array(raw) },
  // Some writers store true as 255; every byte but 0 is true everywhere.
  bool: { bytes: 1, type: "bool", decode: (raw) => new Uint8Array(raw).map((byte) => (byte === 0 ? 0 : 1)) },
  f64: { bytes: 8, type: "f32", decode: (raw) => new Float32Array(new Float64Array(raw)) },
  bf16: { bytes: 2, type: "f32", decode: (raw) => widenBfloat(new Uint16Array(raw)) },
  i8: { bytes: 1, type: "i32", decode: (raw) => new Int32Array(new Int8Array(raw)) },
  u8: { bytes: 1, type: "i32", decode: (raw) => new Int32Array(new Uint8Array(raw)) },
  i16: { bytes: 2, type: "i32", decode: (raw) => new Int32Array(new Int16Array(raw)) },
  u16: { bytes: 2, type: "i32", decode: (raw) => new Int32Array(new Uint16Array(raw)) },
  i64: { bytes: 8, type: "i32", decode: (raw, context) => narrow(new BigInt64Array(raw), context) },
  u64: { bytes: 8, type: "i32", decode: (raw, context) => narrow(new BigUint64Array(raw), context) },
};

/** A bfloat16 is the upper half of an f32. */
function widenBfloat(values: Uint16Array): Float32Array {
  return new Float32Array(Uint32Array.from(values, (bits) => bits << 16).buffer);
}

function narrow(values: BigInt64Array | BigUint64Array, { place, indexOf }: DecodeContext): Int32Array {
  const narrowed = new Int32Array(values.length);
  for (const [position, value] of values.entries()) {
    if (value !== BigInt.asIntN(32, value)) fail(valueDoesNotFit(place, value, indexOf(position)));
    narrowed[position] = Number(value);
  }
  return narrowed;
}

const platformIsLittleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** The elements of `bytes`, which may lie at any offset of their buffer and have either byte order. */
export function decodeElements(dtype: Dtype, bytes: Uint8Array, littleEndian: boolean, context: DecodeContext): TensorData {
  try {
    const copy = new Uint8Array(bytes);
    if (littleEndian !== platformIsLittleEndian) swapBytes(copy, dtype.bytes);
    return dtype.decode(copy.buffer, context);
  } catch (thrown) {
    // How JavaScript says that a buffer cannot be had.
    if (thrown instanceof RangeError) fail(outOfMemory(context.place, bytes.length));
    throw thrown;
  }
}

/** The elements as little-endian bytes. */
export function encodeElements({ type, shape, data }: FileTensor): Uint8Array<ArrayBuffer> {
  if (data.length !== elementCount(shape) || data.BYTES_PER_ELEMENT !== dtypes[type].bytes) {
    throw new RangeError(`${data.length} elements of ${data.BYTES_PER_ELEMENT} bytes are no ${type}[${shape.join(", ")}]`);
  }
  const copy = new Uint8Array(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  if (!platformIsLittleEndian) swapBytes(copy, data.BYTES_PER_ELEMENT);
  return copy;
}

function swapBytes(bytes: Uint8Array, width: number): void {
  for (let start = 0; start < bytes.length; start += width) {
    for (let low = start, high = start + width - 1; low < high; low++, high--) {
      const byte = bytes[low] as number;
      bytes[low] = bytes[high] as number;
      bytes[high] = byte;
    }
  }
}

/** The product of the dimensions: 1 for a scalar. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, dim) => product * dim, 1);
}

/** The index of the element at a row-major position. */
export function indexAt(position: number, shape: readonly number[]): readonly number[] {
  let rest = position;
  return shape
    .map((_, axis) => shape.length - 1 - axis)
    .map((axis) => {
      const dim = shape[axis] as number;
      const index = rest % dim;
      rest = (rest - index) / dim;
      return index;
    })
    .reverse();
}

/** Row-major elements from elements in column-major (Fortran) order. */
export function toRowMajor(data: TensorData, shape: readonly number[]): TensorData {
  if (shape.length < 2) return data;
  const result = data.slice();
  const strides = shape.map((_, axis) => elementCount(shape.slice(0, axis)));
  const index = shape.map(() => 0);
  for (let to = 0, from = 0; to < data.length; to++) {
    result[to] = data[from] as number;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const next = (index[axis] as number) + 1;
      const stride = strides[axis] as number;
      const wraps = next === shape[axis];
      index[axis] = wraps ? 0 : next;
      from += wraps ? stride * (1 - next) : stride;
      if (!wraps) break;
    }
  }
  return result;
}
