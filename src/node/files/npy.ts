/**
 * @file `.npy` files, as `numpy.save` writes them: versions 1 to 3, either byte order, C or Fortran order. Own code, since the npm
 * packages for it search the header with regular expressions and trust the sizes it claims; here every number is held against the file.
 */
import {
  emptyFile,
  fileTooShort,
  headerLength,
  headerTooLong,
  npyMagic,
  npyVersion,
  objectArray,
  unsupportedDtype,
  wrongField,
} from "#src/diagnostics/codes/files.ts";
import { fail } from "#src/diagnostics/report.ts";
import type { StorageType } from "#src/ir/types.ts";
import { checkLength, parseHeader, readFields, readShape } from "./header.ts";
import { describeLiteral, python, type Literal } from "./literal.ts";
import { decodeElements, dtypes, encodeElements, indexAt, toRowMajor, type Dtype, type FileTensor } from "./tensor.ts";

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

/** numpy's own bound on what it parses; a header of plain numbers has about a hundred bytes. */
const maxHeader = 10_000;

/** The element types by numpy's letter and width. */
const dtypeCodes: Readonly<Record<string, Dtype>> = {
  f2: dtypes.f16,
  f4: dtypes.f32,
  f8: dtypes.f64,
  i1: dtypes.i8,
  i2: dtypes.i16,
  i4: dtypes.i32,
  i8: dtypes.i64,
  u1: dtypes.u8,
  u2: dtypes.u16,
  u4: dtypes.u32,
  u8: dtypes.u64,
  b1: dtypes.bool,
};

const descriptors = { f32: "<f4", f16: "<f2", i32: "<i4", u32: "<u4", bool: "|b1" } as const satisfies Record<StorageType, string>;

/** Whether the bytes begin as a `.npy` file does. */
export function isNpy(bytes: Uint8Array): boolean {
  return magic.every((byte, index) => bytes[index] === byte);
}

/** Reads the tensor of a `.npy` file; `fileName` is for messages. */
export function parseNpy(bytes: Uint8Array, fileName: string): FileTensor {
  const { headerStart, dataStart } = locateHeader(bytes, fileName);
  const place = { file: fileName };
  const header = parseHeader(bytes.subarray(headerStart, dataStart), python, fileName);
  const [descr, order, dims] = readFields(header, ["descr", "fortran_order", "shape"], place);
  const { dtype, littleEndian } = readDescriptor(descr, fileName);
  const shape = readShape(dims, place);
  if (typeof order !== "boolean") fail(wrongField(place, "fortran_order", "`True` or `False`", describeLiteral(order)));
  const stored = bytes.subarray(dataStart);
  checkLength(place, shape, dtype, stored.length);
  const indexOf = (position: number) => (order ? indexAt(position, shape.toReversed()).toReversed() : indexAt(position, shape));
  const data = decodeElements(dtype, stored, littleEndian, { place, indexOf });
  return { type: dtype.type, shape, data: order ? toRowMajor(data, shape) : data };
}

/** Writes a tensor as `numpy.save` would, byte for byte. */
export function encodeNpy(tensor: FileTensor): Uint8Array<ArrayBuffer> {
  const { type, shape } = tensor;
  const data = encodeElements(tensor);
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
  const dict = `{'descr': '${descriptors[type]}', 'fortran_order': False, 'shape': ${tuple}, }`;
  // numpy leaves room for the first dimension to grow to 21 digits in place.
  const growth = shape.length === 0 ? "" : " ".repeat(21 - String(shape[0]).length);
  const prefix = magic.length + 4;
  const total = Math.ceil((prefix + dict.length + growth.length + 1) / 64) * 64;
  const header = `${(dict + growth).padEnd(total - prefix - 1)}\n`;
  const bytes = new Uint8Array(total + data.length);
  bytes.set([...magic, 1, 0, header.length & 255, header.length >> 8]);
  bytes.set(new TextEncoder().encode(header), prefix);
  bytes.set(data, total);
  return bytes;
}

function locateHeader(bytes: Uint8Array, file: string): { readonly headerStart: number; readonly dataStart: number } {
  if (bytes.length === 0) fail(emptyFile(file));
  if (!isNpy(bytes)) fail(npyMagic(file, [...bytes.subarray(0, magic.length)]));
  const [major = 0, minor = 0] = bytes.subarray(6, 8);
  if (bytes.length >= 8 && (major < 1 || major > 3 || minor !== 0)) fail(npyVersion(file, major, minor));
  const headerStart = major === 1 ? 10 : 12;
  if (bytes.length < headerStart) fail(fileTooShort(file, ".npy", headerStart, bytes.length));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = major === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > bytes.length - headerStart) fail(headerLength(file, length, bytes.length - headerStart));
  if (length > maxHeader) fail(headerTooLong(file, length, maxHeader));
  return { headerStart, dataStart: headerStart + length };
}

function readDescriptor(descr: Literal | undefined, file: string): { readonly dtype: Dtype; readonly littleEndian: boolean } {
  if (Array.isArray(descr)) return fail(unsupportedDtype({ file }, "structured"));
  if (typeof descr !== "string") return fail(wrongField({ file }, "descr", "the element type as a string", describeLiteral(descr)));
  const [, order, code = ""] = /^([<>|])([a-z]\d+)$/.exec(descr) ?? [];
  const dtype = Object.hasOwn(dtypeCodes, code) ? dtypeCodes[code] : undefined;
  if (/^[|<>=]?O/.test(descr)) return fail(objectArray({ file }));
  // "|" says that byte order does not apply, which holds for single bytes alone.
  if (dtype === undefined || (order === "|" && dtype.bytes > 1)) return fail(unsupportedDtype({ file }, descr));
  return { dtype, littleEndian: order !== ">" };
}
