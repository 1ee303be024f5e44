/** @file `.npy` files as numpy writes them, byte by byte, and the element types and orders they may have. */
import { describe, expect, test } from "vitest";
import { encodeNpy, isNpy, parseNpy } from "#src/node/files/npy.ts";
import type { FileTensor } from "#src/node/files/tensor.ts";
import { npyBytes, npyHeader } from "#test/support/safetensors-fixtures.ts";

/** What `numpy.save` writes for `[[1, 2, 3], [4, 5, 6]]` as f32: a header of 118 bytes, then the data from byte 128. */
const golden = [
  "934e554d5059010076007b276465736372273a20273c6634272c2027666f727472616e5f6f72646572273a2046616c73652c20277368617065273a2028322c2033292c207d",
  "20".repeat(58),
  "0a0000803f0000004000004040000080400000a0400000c040",
].join("");

const matrix: FileTensor = { type: "f32", shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) };
const read = (descr: string, shape: string, data: readonly number[], fortran = false) =>
  parseNpy(npyBytes(npyHeader(descr, shape, fortran), data), "x.npy");

describe("numpy's own bytes", () => {
  test("are written", () => expect(Buffer.from(encodeNpy(matrix)).toString("hex")).toBe(golden));
  test("are read", () => expect(parseNpy(Buffer.from(golden, "hex"), "x.npy")).toEqual(matrix));
  test("are told by their magic", () => {
    expect(isNpy(Buffer.from(golden, "hex"))).toBe(true);
    expect(isNpy(Uint8Array.of(0x93, 0x4e))).toBe(false);
  });
});

describe("versions", () => {
  const header = npyHeader("<i4", "(2,)");
  test.each([1, 2, 3])("%i.0", (version) => {
    expect(parseNpy(npyBytes(header, [1, 0, 0, 0, 255, 255, 255, 255], version), "x.npy").data).toEqual(Int32Array.of(1, -1));
  });
  test("Python 2 wrote an L behind whole numbers", () => expect(read("<i4", "(1L,)", [7, 0, 0, 0]).shape).toEqual([1]));
});

describe("element types", () => {
  test.each<readonly [string, string, readonly number[], FileTensor["type"], readonly number[]]>([
    ["<f4", "(1,)", [0, 0, 0x80, 0x3f], "f32", [1]],
    [">f4", "(1,)", [0x3f, 0x80, 0, 0], "f32", [1]],
    ["<f2", "(1,)", [0x00, 0x3c], "f16", [0x3c00]],
    [">f2", "(1,)", [0x3c, 0x00], "f16", [0x3c00]],
    ["<f8", "(1,)", [0, 0, 0, 0, 0, 0, 0xf8, 0x3f], "f32", [1.5]],
    [">f8", "(1,)", [0x3f, 0xf8, 0, 0, 0, 0, 0, 0], "f32", [1.5]],
    ["|i1", "(2,)", [0xff, 0x7f], "i32", [-1, 127]],
    ["|u1", "(2,)", [0xff, 0x7f], "i32", [255, 127]],
    ["<i2", "(1,)", [0xfe, 0xff], "i32", [-2]],
    [">u2", "(1,)", [0xff, 0xfe], "i32", [65_534]],
    [">i4", "(1,)", [0xff, 0xff, 0xff, 0xfd], "i32", [-3]],
    ["<u4", "(1,)", [0xff, 0xff, 0xff, 0xff], "u32", [4_294_967_295]],
    ["<i8", "(1,)", [0, 0, 0, 0x80, 0xff, 0xff, 0xff, 0xff], "i32", [-2_147_483_648]],
    [">u8", "(1,)", [0, 0, 0, 0, 0x7f, 0xff, 0xff, 0xff], "i32", [2_147_483_647]],
    ["|b1", "(3,)", [1, 0, 255], "bool", [1, 0, 1]],
  ])("%s %s", (descr, shape, bytes, type, values) => {
    const tensor = read(descr, shape, bytes);
    expect({ type: tensor.type, values: [...tensor.data] }).toEqual({ type, values });
  });

  test("a double is rounded to the nearest float", () => {
    const bytes = new Uint8Array(new Float64Array([0.1]).buffer);
    expect(read("<f8", "(1,)", [...bytes]).data[0]).toBe(Math.fround(0.1));
  });
});

describe("order and shape", () => {
  test("Fortran order becomes row major", () => {
    expect([...read("|u1", "(2, 3)", [1, 4, 2, 5, 3, 6], true).data]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test("Fortran order in three dimensions", () => {
    const [rows, columns, depth] = [2, 3, 4];
    const stored: number[] = [];
    for (let k = 0; k < depth; k++) for (let j = 0; j < columns; j++) for (let i = 0; i < rows; i++) stored.push(100 * i + 10 * j + k);
    const expected: number[] = [];
    for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) for (let k = 0; k < depth; k++) expected.push(100 * i + 10 * j + k);
    expect([...read("|u1", "(2, 3, 4)", stored, true).data]).toEqual(expected.map((v) => v & 255));
  });

  test("a scalar has one element and no dimension", () => {
    expect(read("<i4", "()", [5, 0, 0, 0])).toEqual({ type: "i32", shape: [], data: Int32Array.of(5) });
  });

  test("a tensor may have no elements", () => {
    expect(read("<f4", "(3, 0)", [], true)).toEqual({ type: "f32", shape: [3, 0], data: new Float32Array() });
  });

  test("the bytes may lie at any offset of their buffer", () => {
    const bytes = npyBytes(npyHeader("<f4", "(1,)"), [0, 0, 0x80, 0x3f]);
    for (const offset of [1, 2, 3]) {
      const shifted = new Uint8Array(bytes.length + offset);
      shifted.set(bytes, offset);
      expect([...parseNpy(shifted.subarray(offset), "x.npy").data]).toEqual([1]);
    }
  });

  test("the tensor does not share the file's memory", () => {
    const bytes = npyBytes(npyHeader("|u1", "(1,)"), [9]);
    const { data } = parseNpy(bytes, "x.npy");
    bytes.fill(0);
    expect([...data]).toEqual([9]);
  });
});

test("a tensor whose data contradict its shape is a mistake of the program", () => {
  expect(() => encodeNpy({ type: "f32", shape: [3], data: Float32Array.of(1) })).toThrow(new RangeError("1 elements of 4 bytes are no f32[3]"));
});
