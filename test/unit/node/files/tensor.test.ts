/** @file Indices, orders and byte orders. */
import { expect, test } from "vitest";
import { decodeElements, dtypes, elementCount, encodeElements, indexAt, toRowMajor } from "#src/node/files/tensor.ts";

const context = { place: { file: "x" }, indexOf: () => [] };

test("a scalar has one element, an empty dimension none", () => {
  expect([[], [2, 3], [2, 0, 3]].map(elementCount)).toEqual([1, 6, 0]);
});

test("positions become indices", () => {
  expect([0, 1, 4, 23].map((position) => indexAt(position, [2, 3, 4]))).toEqual([
    [0, 0, 0],
    [0, 0, 1],
    [0, 1, 0],
    [1, 2, 3],
  ]);
  expect(indexAt(0, [])).toEqual([]);
});

test("column-major becomes row-major", () => {
  expect([...toRowMajor(Int32Array.of(1, 3, 2, 4), [2, 2])]).toEqual([1, 2, 3, 4]);
  expect([...toRowMajor(Int32Array.of(1, 2), [1, 2])]).toEqual([1, 2]);
});

test("decoding does not change the bytes it reads", () => {
  const bytes = Uint8Array.of(0, 0, 0, 1);
  expect([...decodeElements(dtypes.i32, bytes, false, context)]).toEqual([1]);
  expect([...bytes]).toEqual([0, 0, 0, 1]);
});

test("encoding is little endian and reads views at their offset", () => {
  const view = new Int32Array(Int32Array.of(9, 258, -1).buffer, 4);
  expect([...encodeElements({ type: "i32", shape: [2], data: view })]).toEqual([2, 1, 0, 0, 255, 255, 255, 255]);
});
