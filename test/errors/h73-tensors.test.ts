/** @file H730 to H736: element types, shapes and values that cannot be taken, by the whole rendered text. */
import { expect, test } from "vitest";
import { parseNpy } from "#src/node/files/npy.ts";
import { parseSafetensors } from "#src/node/files/safetensors.ts";
import { decodeElements, type Dtype } from "#src/node/files/tensor.ts";
import { npyBytes, npyHeader, rendered, safetensorsBytes } from "#test/support/safetensors-fixtures.ts";

const npy = (descr: string, shape: string, data: readonly number[] | Uint8Array, fortran = false) =>
  rendered(() => parseNpy(npyBytes(npyHeader(descr, shape, fortran), data), "q.npy"));
const safe = (dtype: string, shape: readonly unknown[], data: readonly number[] | Uint8Array) =>
  rendered(() => parseSafetensors(safetensorsBytes({ q: { dtype, shape, data_offsets: [0, data.length] } }, data), "t.safetensors"));

test("H730: element types that are not read", async () => {
  expect(await npy("<c8", "(1,)", new Uint8Array(8))).toBe(
    [
      "error[H730]: `q.npy` holds elements of type `<c8`, which are not read",
      "  = help: convert it to 32-bit floats, 16-bit floats, 32-bit integers or booleans before saving",
    ].join("\n"),
  );
  expect(await npy("<U3", "(1,)", new Uint8Array(12))).toBe(
    [
      "error[H730]: `q.npy` holds elements of type `<U3`, which are not read",
      "  = help: convert it to 32-bit floats, 16-bit floats, 32-bit integers or booleans before saving",
    ].join("\n"),
  );
  expect(await npy("|f4", "(1,)", new Uint8Array(4))).toBe(
    [
      "error[H730]: `q.npy` holds elements of type `|f4`, which are not read",
      "  = help: convert it to 32-bit floats, 16-bit floats, 32-bit integers or booleans before saving",
    ].join("\n"),
  );
  expect(await npy("constructor", "(1,)", new Uint8Array(4))).toBe(
    [
      "error[H730]: `q.npy` holds elements of type `constructor`, which are not read",
      "  = help: convert it to 32-bit floats, 16-bit floats, 32-bit integers or booleans before saving",
    ].join("\n"),
  );
  const fields = "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }";
  expect(await rendered(() => parseNpy(npyBytes(fields, [0, 0, 0, 0]), "q.npy"))).toBe(
    [
      "error[H730]: `q.npy` holds elements of type `structured`, which are not read",
      "  = help: convert it to 32-bit floats, 16-bit floats, 32-bit integers or booleans before saving",
    ].join("\n"),
  );
  expect(await safe("F8_E4M3", [4], new Uint8Array(4))).toBe(
    [
      "error[H730]: tensor `q` of `t.safetensors` holds elements of type `F8_E4M3`, which are not read",
      "  = help: convert it to 32-bit floats, 16-bit floats, 32-bit integers or booleans before saving",
    ].join("\n"),
  );
  expect(await safe("C64", [1], new Uint8Array(8))).toBe(
    [
      "error[H730]: tensor `q` of `t.safetensors` holds elements of type `C64`, which are not read",
      "  = help: convert it to 32-bit floats, 16-bit floats, 32-bit integers or booleans before saving",
    ].join("\n"),
  );
  expect(await safe("toString", [1], new Uint8Array(8))).toBe(
    [
      "error[H730]: tensor `q` of `t.safetensors` holds elements of type `toString`, which are not read",
      "  = help: convert it to 32-bit floats, 16-bit floats, 32-bit integers or booleans before saving",
    ].join("\n"),
  );
});

test("H731: Python objects", async () => {
  expect(await npy("|O", "(1,)", new Uint8Array(8))).toBe(
    ["error[H731]: `q.npy` holds Python objects, which are never read", "  = help: save an array of numbers"].join("\n"),
  );
});

test("H732: dimensions that are none", async () => {
  expect(await npy("<f4", "(-1, 4)", [])).toBe(
    "error[H732]: `q.npy` has `-1` in its shape, where a dimension is a whole number from 0 to 2147483647",
  );
  expect(await npy("<f4", "(2.0,)", new Uint8Array(8))).toBe(
    "error[H732]: `q.npy` has `2.0` in its shape, where a dimension is a whole number from 0 to 2147483647",
  );
  expect(await npy("<f4", "(True,)", new Uint8Array(4))).toBe(
    "error[H732]: `q.npy` has `true` in its shape, where a dimension is a whole number from 0 to 2147483647",
  );
  expect(await npy("<f4", "(0, 2147483648)", [])).toBe(
    "error[H732]: `q.npy` has `2147483648` in its shape, where a dimension is a whole number from 0 to 2147483647",
  );
  expect(await safe("F32", [-0.5], [])).toBe(
    "error[H732]: tensor `q` of `t.safetensors` has `-0.5` in its shape, where a dimension is a whole number from 0 to 2147483647",
  );
  expect(await safe("F32", [null], [])).toBe(
    "error[H732]: tensor `q` of `t.safetensors` has `null` in its shape, where a dimension is a whole number from 0 to 2147483647",
  );
  expect(await safe("F32", [[2]], new Uint8Array(8))).toBe(
    "error[H732]: tensor `q` of `t.safetensors` has a list in its shape, where a dimension is a whole number from 0 to 2147483647",
  );
});

test("H733: too many dimensions", async () => {
  expect(await npy("|u1", `(${"1, ".repeat(65)})`, [0])).toBe("error[H733]: `q.npy` has 65 dimensions, more than the 64 that are read");
});

test("H734: a shape that the bytes contradict", async () => {
  expect(await npy("<f4", "(2, 3)", new Uint8Array(20))).toBe(
    "error[H734]: `q.npy` has 20 bytes of data, and shape [2, 3] of 4-byte elements needs 24",
  );
  expect(await npy("<f4", "(2, 3)", new Uint8Array(25))).toBe(
    "error[H734]: `q.npy` has 25 bytes of data, and shape [2, 3] of 4-byte elements needs 24",
  );
  expect(await npy("|b1", "()", [])).toBe("error[H734]: `q.npy` has 0 bytes of data, and shape [] of 1-byte elements needs 1");
  // The product is 2⁶⁴·4: nothing at all in 64-bit arithmetic, and not exact in a double.
  expect(await npy("<f4", "(65536, 65536, 65536, 65536)", [])).toBe(
    "error[H734]: `q.npy` has 0 bytes of data, and shape [65536, 65536, 65536, 65536] of 4-byte elements needs 73786976294838206464",
  );
  expect(await safe("F16", [3], new Uint8Array(12))).toBe(
    "error[H734]: tensor `q` of `t.safetensors` has 12 bytes of data, and shape [3] of 2-byte elements needs 6",
  );
});

test("H735: integers that 32 bits do not hold", async () => {
  const values = (...list: bigint[]) => new Uint8Array(BigInt64Array.from(list).buffer);
  expect(await npy("<i8", "(2, 2)", values(1n, 2n ** 31n, 2n, 3n))).toBe(
    "error[H735]: `q.npy` has the value 2147483648 at [0, 1], which does not fit a 32-bit integer",
  );
  expect(await npy("<i8", "(2, 2)", values(1n, 2n ** 31n, 2n, 3n), true)).toBe(
    "error[H735]: `q.npy` has the value 2147483648 at [1, 0], which does not fit a 32-bit integer",
  );
  expect(await npy("<u8", "()", values(-1n))).toBe(
    "error[H735]: `q.npy` has the value 18446744073709551615 at [], which does not fit a 32-bit integer",
  );
  expect(await safe("I64", [3], values(0n, 0n, -(2n ** 31n) - 1n))).toBe(
    "error[H735]: tensor `q` of `t.safetensors` has the value -2147483649 at [2], which does not fit a 32-bit integer",
  );
});

test("H736: elements that no memory holds", async () => {
  // No file of a test is large enough; an element type that unfolds each byte without measure stands for it.
  const unfolding: Dtype = { bytes: 1, type: "i32", decode: (raw) => new Int32Array(raw.byteLength * 2 ** 40) };
  const context = { place: { file: "q.npy" }, indexOf: () => [] };
  expect(await rendered(() => decodeElements(unfolding, Uint8Array.of(1, 2), true, context))).toBe(
    ["error[H736]: `q.npy` has 2 bytes of data, more than there is memory for", "  = help: split the tensor, for example by batch or head"].join(
      "\n",
    ),
  );
});
