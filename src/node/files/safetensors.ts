/**
 * @file `.safetensors` files: eight bytes of header length, a JSON header, the data. Own code, since the npm package of that name checks
 * nothing; here, as in the format's reference implementation, the tensors must cover the data exactly, with no overlap and no hole.
 */
import {
  badOffset,
  emptyFile,
  fileTooShort,
  headerLength,
  headerTooLong,
  holeBetweenTensors,
  offsetPastEnd,
  offsetsReversed,
  overlappingTensors,
  reservedTensorName,
  trailingBytes,
  unsupportedDtype,
  wrongField,
} from "#src/diagnostics/codes/files.ts";
import { fail } from "#src/diagnostics/report.ts";
import { checkLength, parseHeader, readFields, readList, readShape } from "./header.ts";
import { describeLiteral, json, wholeNumber, type Literal } from "./literal.ts";
import { decodeElements, dtypes, encodeElements, indexAt, type Dtype, type FileTensor } from "./tensor.ts";

/** The bound that the format itself sets. */
const maxHeader = 100_000_000;
const lengthBytes = 8;
const metadataKey = "__metadata__";

const dtypeNames: Readonly<Record<string, Dtype>> = {
  F32: dtypes.f32,
  F16: dtypes.f16,
  BF16: dtypes.bf16,
  F64: dtypes.f64,
  I8: dtypes.i8,
  U8: dtypes.u8,
  I16: dtypes.i16,
  U16: dtypes.u16,
  I32: dtypes.i32,
  U32: dtypes.u32,
  I64: dtypes.i64,
  U64: dtypes.u64,
  BOOL: dtypes.bool,
};

interface Entry {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

/** Reads all tensors, in the order of the header; `fileName` is for messages. */
export function parseSafetensors(bytes: Uint8Array, fileName: string): Map<string, FileTensor> {
  const headerEnd = lengthBytes + readHeaderLength(bytes, fileName);
  const header = parseHeader(bytes.subarray(lengthBytes, headerEnd), json, fileName);
  const data = bytes.subarray(headerEnd);
  const entries: Entry[] = [];
  for (const [name, value] of header) {
    if (name === metadataKey) checkMetadata(value, fileName);
    else entries.push(readEntry(name, value, data.length, fileName));
  }
  checkCover(entries, data.length, fileName);
  return new Map(entries.map((entry) => [entry.name, readTensor(entry, data, fileName)]));
}

/**
 * Writes tensors under their names, in their order. The same map gives the same bytes. The data lies by falling element width, so that
 * every tensor is aligned for readers that map the file into memory.
 */
export function encodeSafetensors(tensors: ReadonlyMap<string, FileTensor>): Uint8Array<ArrayBuffer> {
  if (tensors.has(metadataKey)) fail(reservedTensorName(metadataKey));
  const parts = [...tensors].map(([name, tensor]) => ({ name, tensor, data: encodeElements(tensor) }));
  const laid = parts.toSorted((a, b) => b.tensor.data.BYTES_PER_ELEMENT - a.tensor.data.BYTES_PER_ELEMENT);
  const begins = new Map<string, number>();
  let total = 0;
  for (const { name, data } of laid) {
    begins.set(name, total);
    total += data.length;
  }
  const fields = parts.map(({ name, tensor: { type, shape }, data }) => {
    const begin = begins.get(name) ?? 0;
    const entry = { dtype: type.toUpperCase(), shape, data_offsets: [begin, begin + data.length] };
    return `${JSON.stringify(name)}:${JSON.stringify(entry)}`;
  });
  const header = new TextEncoder().encode(`{${fields.join(",")}}`);
  const dataStart = lengthBytes + Math.ceil(header.length / 8) * 8;
  const bytes = new Uint8Array(dataStart + total).fill(0x20, lengthBytes, dataStart);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(dataStart - lengthBytes), true);
  bytes.set(header, lengthBytes);
  for (const { name, data } of laid) bytes.set(data, dataStart + (begins.get(name) ?? 0));
  return bytes;
}

function readHeaderLength(bytes: Uint8Array, file: string): number {
  if (bytes.length === 0) fail(emptyFile(file));
  if (bytes.length < lengthBytes) fail(fileTooShort(file, ".safetensors", lengthBytes, bytes.length));
  const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getBigUint64(0, true);
  if (length > maxHeader) fail(headerTooLong(file, length, maxHeader));
  if (length > bytes.length - lengthBytes) fail(headerLength(file, length, bytes.length - lengthBytes));
  return Number(length);
}

function checkMetadata(value: Literal, file: string): void {
  const entries = value instanceof Map ? [...value.values()] : [value];
  const wrong = entries.find((item) => typeof item !== "string");
  if (wrong !== undefined) fail(wrongField({ file }, metadataKey, "a table of strings", describeLiteral(wrong)));
}

function readEntry(name: string, value: Literal, dataLength: number, file: string): Entry {
  const place = { file, tensor: name };
  if (!(value instanceof Map)) return fail(wrongField({ file }, name, "a table", describeLiteral(value)));
  const [dtypeName, dims, offsets] = readFields(value, ["dtype", "shape", "data_offsets"], place);
  if (typeof dtypeName !== "string") return fail(wrongField(place, "dtype", "a string", describeLiteral(dtypeName)));
  const dtype = Object.hasOwn(dtypeNames, dtypeName) ? dtypeNames[dtypeName] : undefined;
  if (dtype === undefined) return fail(unsupportedDtype(place, dtypeName));
  const shape = readShape(dims, place);
  const pair = readList(offsets, "data_offsets", place);
  if (pair.length !== 2) fail(wrongField(place, "data_offsets", "a list of two whole numbers", `a list of ${pair.length}`));
  const [begin = 0, end = 0] = pair.map((offset) => wholeNumber(offset) ?? fail(badOffset(place, describeLiteral(offset))));
  if (end < begin) fail(offsetsReversed(place, begin, end));
  if (end > dataLength) fail(offsetPastEnd(place, end, dataLength));
  checkLength(place, shape, dtype, end - begin);
  return { name, dtype, shape, begin, end };
}

/** Fails unless the entries, by offset, follow one another from 0 to the end of the data. */
function checkCover(entries: readonly Entry[], dataLength: number, file: string): void {
  let covered = 0;
  let previous = "";
  for (const { name, begin, end } of entries.toSorted((a, b) => a.begin - b.begin || a.end - b.end)) {
    const place = { file, tensor: name };
    if (begin < covered) fail(overlappingTensors(place, begin, previous, covered));
    if (begin > covered) fail(holeBetweenTensors(place, begin, covered));
    covered = end;
    previous = name;
  }
  if (covered < dataLength) fail(trailingBytes(file, dataLength - covered));
}

function readTensor({ name, dtype, shape, begin, end }: Entry, data: Uint8Array, file: string): FileTensor {
  const context = { place: { file, tensor: name }, indexOf: (position: number) => indexAt(position, shape) };
  return { type: dtype.type, shape, data: decodeElements(dtype, data.subarray(begin, end), true, context) };
}
