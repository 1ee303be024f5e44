/** @file How far strided tensors reach, and that results have a place for each element. */
import { expect, test } from "vitest";
import { createReport } from "#src/diagnostics/report.ts";
import { checkStrides, reach } from "#src/runtime/strides.ts";

const shapes = { q: [2, 3, 5, 4], k: [2, 3, 7, 4], v: [2, 3, 7, 4], out: [2, 3, 5, 4] };

function check(strides: Parameters<typeof checkStrides>[0]) {
  const report = createReport();
  const checked = checkStrides(strides, shapes, report);
  return { checked, codes: report.diagnostics.map(({ code }) => code) };
}

test("reach is one past the last element", () => {
  expect(reach([2, 3, 5, 4], [60, 20, 4, 1])).toBe(120);
  expect(reach([2, 3, 5, 4], [0, 0, 0, 0])).toBe(1);
  expect(reach([2, 3, 5, 4], [60, 4, 12, 1])).toBe(120);
});

test("row major where nothing is given", () => {
  expect(check(undefined)).toEqual({ checked: { q: [60, 20, 4, 1], k: [84, 28, 4, 1], v: [84, 28, 4, 1], out: [60, 20, 4, 1] }, codes: [] });
  expect(check({ k: [0, 0, 4, 1] }).checked.k).toEqual([0, 0, 4, 1]);
});

test("results must not overlap; other tensors may", () => {
  expect(check({ out: [60, 4, 12, 1] }).codes).toEqual([]);
  expect(check({ out: [1, 2, 6, 30] }).codes).toEqual([]);
  expect(check({ out: [0, 20, 4, 1] }).codes).toEqual(["H521"]);
  expect(check({ out: [60, 20, 3, 1] }).codes).toEqual(["H521"]);
  expect(check({ q: [0, 20, 3, 1] }).codes).toEqual([]);
});
