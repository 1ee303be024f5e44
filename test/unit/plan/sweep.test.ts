import { expect, test } from "vitest";
import { directionOf } from "#src/analysis/direction.ts";
import { blocksAlong, sweep, type Cells, type Kind } from "#src/plan/sweep.ts";

const grid = { tall: 4, wide: 4, height: 4, width: 4 };

/** The blocks that a function of one combination of the indices makes, drawn: it is looked at in ranges, as a classifier would. */
function drawn(
  q: number,
  k: number,
  kindOf: (place: number) => Kind,
  cells: Cells = { r0: 0, r1: 5, c0: 0, c1: 5 },
): { lines: string[]; looks: number } {
  const along = directionOf(q, k);
  let looks = 0;
  const stretches = sweep(cells, grid, along, (lo, hi, isBlock) => {
    looks++;
    const kinds = new Set(Array.from({ length: hi - lo + 1 }, (_, i) => kindOf(lo + i)));
    return kinds.size === 1 ? [...kinds][0] : isBlock ? 0 : undefined;
  });
  const lines = Array.from({ length: cells.r1 - cells.r0 }, () => Array.from({ length: cells.c1 - cells.c0 }, () => "."));
  blocksAlong(cells, grid, along, stretches, (r, first, end, kind) => lines[r - cells.r0]!.fill(kind ? "#" : "-", first - cells.c0, end - cells.c0));
  return { lines: lines.map((line) => line.join("")), looks };
}

test("along the diagonal, both ways", () => {
  const causal = drawn(1, -1, (difference) => (difference >= 0 ? 1 : "empty"));
  expect(causal.lines).toEqual(["-....", "#-...", "##-..", "###-.", "####-"]);
  expect(drawn(1, 1, (sum) => (sum < 16 ? 1 : "empty")).lines).toEqual(["###-.", "##-..", "#-...", "-....", "....."]);
});

test("along rows, along columns, and on a slope", () => {
  expect(drawn(1, 0, (q) => (q < 6 ? 1 : "empty")).lines).toEqual(["#####", "-----", ".....", ".....", "....."]);
  expect(drawn(0, 1, (k) => (k >= 6 ? 1 : "empty")).lines).toEqual([".-###", ".-###", ".-###", ".-###", ".-###"]);
  expect(drawn(2, -1, (place) => (place >= 0 ? 1 : "empty")).lines).toEqual(["--...", "##--.", "####-", "#####", "#####"]);
});

test("a rectangle away from the corner, and the cost of a long line", () => {
  const shape = { r0: 100, r1: 103, c0: 99, c1: 103 };
  expect(drawn(1, -1, (difference) => (difference >= 0 ? 1 : "empty"), shape).lines).toEqual(["#-..", "##-.", "###-"]);
  const long = drawn(1, -1, (difference) => (difference >= 0 ? 1 : "empty"), { r0: 0, r1: 512, c0: 0, c1: 512 });
  expect(long.looks).toBeLessThan(40);
});
