import { expect, test } from "vitest";
import { alongColumns, alongRows, areApart, coefficientsOf, directionOf, everywhere, join, nowhere } from "#src/analysis/direction.ts";

test.each([
  [1, -1, 1, -1],
  [-2, 2, 1, -1],
  [6, 4, 3, 2],
  [0, -5, 0, 1],
  [-7, 0, 1, 0],
  [2 ** 20, -(2 ** 20) + 1, 2 ** 20, -(2 ** 20) + 1],
])("%i q + %i k moves along %i q + %i k", (q, k, unitQ, unitK) => {
  expect(coefficientsOf(directionOf(q, k))).toEqual({ q: unitQ, k: unitK });
  expect(directionOf(-q, -k)).toBe(directionOf(q, k));
});

test("joining: what does not move adds nothing, two directions are everywhere", () => {
  const diagonal = directionOf(1, -1);
  expect([directionOf(0, 0), directionOf(3, 0), directionOf(0, 2)]).toEqual([nowhere, alongRows, alongColumns]);
  expect([join(diagonal, nowhere), join(nowhere, diagonal), join(diagonal, diagonal)]).toEqual([diagonal, diagonal, diagonal]);
  expect([join(diagonal, alongRows), join(alongColumns, alongRows), join(everywhere, nowhere)]).toEqual([everywhere, everywhere, everywhere]);
});

test("rows and columns are apart, and nothing else is", () => {
  const all = [nowhere, alongRows, alongColumns, directionOf(1, 1), directionOf(1, -1), everywhere];
  const apart = all.flatMap((a, i) => all.flatMap((b, j) => (areApart(a, b) ? [[i, j]] : [])));
  expect(apart).toEqual([
    [1, 2],
    [2, 1],
  ]);
});
