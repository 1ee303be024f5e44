/** @file What the headers of both formats have in common: text, fields, shapes, and that shape, element type and bytes agree. */
import {
  badDimension,
  dataLength,
  headerEncoding,
  headerSyntax,
  missingField,
  tooManyDimensions,
  unknownField,
  wrongField,
  type TensorPlace,
} from "#src/diagnostics/codes/files.ts";
import { fail } from "#src/diagnostics/report.ts";
import { describeLiteral, parseLiteral, wholeNumber, type Literal, type Notation } from "./literal.ts";
import { elementCount, type Dtype } from "./tensor.ts";

/** Dimensions are 32-bit everywhere behind the files, and numpy stops at 64 of them. */
const maxDimension = 2 ** 31 - 1;
const maxRank = 64;

/** The table a header consists of. */
export function parseHeader(bytes: Uint8Array, notation: Notation, file: string): ReadonlyMap<string, Literal> {
  const text = decodeText(bytes, file);
  const header = parseLiteral(text, notation, file);
  return header instanceof Map ? header : fail(headerSyntax(file, "`{`", 0, text.slice(0, 16)));
}

/** The values of exactly these keys, in their order. */
export function readFields(table: ReadonlyMap<string, Literal>, keys: readonly string[], place: TensorPlace): Literal[] {
  for (const key of table.keys()) if (!keys.includes(key)) fail(unknownField(place, key));
  return keys.map((key) => {
    const value = table.get(key);
    return value === undefined ? fail(missingField(place, key)) : value;
  });
}

/** The items of a list field. */
export function readList(value: Literal | undefined, key: string, place: TensorPlace): readonly Literal[] {
  return Array.isArray(value) ? value : fail(wrongField(place, key, "a list of whole numbers", describeLiteral(value)));
}

/** A shape of sensible dimensions; its product may still be far larger than any file. */
export function readShape(value: Literal | undefined, place: TensorPlace): number[] {
  const dims = readList(value, "shape", place);
  if (dims.length > maxRank) fail(tooManyDimensions(place, dims.length, maxRank));
  return dims.map((dim) => {
    const size = wholeNumber(dim);
    return size === undefined || size > maxDimension ? fail(badDimension(place, describeLiteral(dim))) : size;
  });
}

/** Fails unless `has` bytes are exactly the tensor; beyond 2⁵³ the product is inexact but larger than any file all the same. */
export function checkLength(place: TensorPlace, shape: readonly number[], dtype: Dtype, has: number): void {
  if (elementCount(shape) * dtype.bytes !== has) fail(dataLength(place, shape, dtype.bytes, has));
}

function decodeText(bytes: Uint8Array, file: string): string {
  try {
    // A byte order mark is kept, so that the parser refuses it.
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return fail(headerEncoding(file));
  }
}
