/** @file Tensor files come back as they were written; broken ones end in a diagnostic of the catalogue and in nothing else. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { encodeNpy, parseNpy } from "#src/node/files/npy.ts";
import { encodeSafetensors, parseSafetensors } from "#src/node/files/safetensors.ts";
import { elementCount, type FileTensor } from "#src/node/files/tensor.ts";
import { HeedError } from "#src/diagnostics/diagnostic.ts";
import { storageTypes, type StorageType } from "#src/ir/types.ts";
import { npyBytes, npyHeader } from "#test/support/safetensors-fixtures.ts";
import { propertyOptions } from "#test/support/seed.ts";

/** Typed arrays over arbitrary bits: NaNs with payloads, infinities and denormals come up too. */
function elements(type: StorageType, bytes: Uint8Array): FileTensor["data"] {
  const { buffer } = new Uint8Array(bytes);
  if (type === "bool") return bytes.map((byte) => byte & 1);
  if (type === "f16") return new Uint16Array(buffer);
  if (type === "u32") return new Uint32Array(buffer);
  return type === "i32" ? new Int32Array(buffer) : new Float32Array(buffer);
}

const widths = { f32: 4, i32: 4, u32: 4, f16: 2, bool: 1 } as const satisfies Record<StorageType, number>;

const tensors: fc.Arbitrary<FileTensor> = fc
  .tuple(fc.constantFrom(...storageTypes), fc.array(fc.nat({ max: 4 }), { maxLength: 4 }))
  .chain(([type, shape]) => {
    const length = elementCount(shape) * widths[type];
    return fc.uint8Array({ minLength: length, maxLength: length }).map((bytes) => ({ type, shape, data: elements(type, bytes) }));
  });

const containers = fc.uniqueArray(fc.tuple(fc.string({ unit: "grapheme" }), tensors), { selector: ([name]) => name, maxLength: 5 });

const bits = ({ type, shape, data }: FileTensor) => ({ type, shape, bytes: [...new Uint8Array(data.buffer, data.byteOffset, data.byteLength)] });

test("a tensor comes back from .npy", () => {
  const property = fc.property(tensors, (tensor) => {
    expect(bits(parseNpy(encodeNpy(tensor), "x.npy"))).toEqual(bits(tensor));
  });
  fc.assert(property, propertyOptions(".npy there and back", 500));
});

test("tensors come back from .safetensors, in their order", () => {
  const property = fc.property(containers, (entries) => {
    const back = parseSafetensors(encodeSafetensors(new Map(entries)), "x.safetensors");
    expect([...back].map(([name, tensor]) => [name, bits(tensor)])).toEqual(entries.map(([name, tensor]) => [name, bits(tensor)]));
  });
  fc.assert(property, propertyOptions(".safetensors there and back", 300));
});

test("writing is deterministic", () => {
  const property = fc.property(containers, (entries) => {
    expect(encodeSafetensors(new Map(entries))).toEqual(encodeSafetensors(new Map(entries)));
  });
  fc.assert(property, propertyOptions(".safetensors written twice", 100));
});

test("Fortran order and big endian say the same as C order and little endian", () => {
  const property = fc.property(fc.array(fc.nat({ max: 4 }), { maxLength: 4 }), (shape) => {
    const values = Int32Array.from({ length: elementCount(shape) }, (_, position) => position * 65_537 + 1);
    const stored = new DataView(new ArrayBuffer(values.length * 4));
    values.forEach((value, position) => stored.setInt32(columnMajor(position, shape) * 4, value, false));
    const tuple = `(${shape.map((dim) => `${dim},`).join("")})`;
    const bytes = npyBytes(npyHeader(">i4", tuple, true), new Uint8Array(stored.buffer));
    expect(parseNpy(bytes, "x.npy")).toEqual({ type: "i32", shape, data: values });
  });
  fc.assert(property, propertyOptions("orders of .npy", 300));
});

/** Where the element at a row-major position lies in column-major order, worked out apart from the code under test. */
function columnMajor(position: number, shape: readonly number[]): number {
  let [rest, place, stride] = [position, 0, 1];
  const index = shape.toReversed().map((dim) => {
    const at = rest % dim;
    rest = Math.floor(rest / dim);
    return at;
  });
  for (const [axis, at] of index.toReversed().entries()) {
    place += at * stride;
    stride *= shape[axis] as number;
  }
  return place;
}

// Bytes flipped, cut off, put in or doubled anywhere, most often in the header.

interface Edit {
  readonly kind: "flip" | "cut" | "insert" | "digit";
  readonly at: number;
  readonly byte: number;
}

const edits: fc.Arbitrary<Edit[]> = fc.array(
  fc.record({
    kind: fc.constantFrom("flip", "cut", "insert", "digit"),
    at: fc.oneof(fc.nat({ max: 200 }), fc.nat({ max: 2000 })),
    byte: fc.nat({ max: 255 }),
  }),
  { minLength: 1, maxLength: 4 },
);

function mutate(bytes: Uint8Array, { kind, at, byte }: Edit): Uint8Array {
  const place = at % (bytes.length + 1);
  if (kind === "cut") return bytes.slice(0, place);
  if (kind === "insert") return Uint8Array.from([...bytes.subarray(0, place), byte, ...bytes.subarray(place)]);
  const changed = bytes.slice();
  // A digit for a digit keeps the header well formed and makes it lie.
  const digit = bytes.findIndex((old, index) => index >= place && old >= 0x30 && old <= 0x39);
  if (kind === "digit" && digit >= 0) changed[digit] = 0x30 + (byte % 10);
  else if (place < bytes.length) changed[place] = (changed[place] as number) ^ byte;
  return changed;
}

/** Reads; a tensor that is accepted must have just the elements of its shape, and no more bytes than eight times the file. */
function readHostile(read: () => Iterable<FileTensor>, size: number): "read" | "refused" {
  try {
    let total = 0;
    for (const { shape, data } of read()) {
      expect(data.length).toBe(elementCount(shape));
      total += data.byteLength;
    }
    expect(total).toBeLessThanOrEqual(8 * size);
    return "read";
  } catch (thrown) {
    if (!(thrown instanceof HeedError)) throw thrown;
    expect(thrown.code).toMatch(/^H7\d\d$/);
    expect(thrown.message.length).toBeLessThan(2000);
    return "refused";
  }
}

test("a damaged .npy is read as what it says or refused with a diagnostic", () => {
  const outcomes = { read: 0, refused: 0 };
  const property = fc.property(tensors, edits, (tensor, list) => {
    const bytes = list.reduce(mutate, encodeNpy(tensor) as Uint8Array);
    outcomes[readHostile(() => [parseNpy(bytes, "x.npy")], bytes.length)]++;
  });
  fc.assert(property, propertyOptions("damaged .npy", 3000));
  expect(Math.min(outcomes.read, outcomes.refused)).toBeGreaterThan(0);
});

test("a damaged .safetensors is read as what it says or refused with a diagnostic", () => {
  const outcomes = { read: 0, refused: 0 };
  const property = fc.property(containers, edits, (entries, list) => {
    const bytes = list.reduce(mutate, encodeSafetensors(new Map(entries)) as Uint8Array);
    outcomes[readHostile(() => parseSafetensors(bytes, "x").values(), bytes.length)]++;
  });
  fc.assert(property, propertyOptions("damaged .safetensors", 3000));
  expect(Math.min(outcomes.read, outcomes.refused)).toBeGreaterThan(0);
});

test("arbitrary bytes are refused with a diagnostic", () => {
  const property = fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
    expect(readHostile(() => [parseNpy(bytes, "x.npy")], bytes.length)).toBe("refused");
    readHostile(() => parseSafetensors(bytes, "x").values(), bytes.length);
  });
  fc.assert(property, propertyOptions("arbitrary bytes as tensor files", 1000));
});
