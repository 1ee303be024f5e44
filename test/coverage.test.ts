/** @file The check of what examples say they cover: everything that does not fit the catalogue is told, and what is left open. */
import { expect, it } from "vitest";
import { coveragePage, coverageProblems, openRows, type CatalogueRow, type Covering } from "#test/support/coverage.ts";
import { titlesOf } from "#test/support/gallery.ts";

const row = (id: string, needs = "C0"): CatalogueRow => ({ id, title: `On ${id}`, needs, trust: "known" });
const rows = [row("near"), row("far"), row("wide"), row("sparse", "C7")];

const covering = (covers: Readonly<Record<string, readonly string[]>>, reasons: Readonly<Record<string, string>> = {}): Covering => ({
  rows,
  examples: new Map(Object.entries(covers).map(([name, ids]) => [name, { covers: ids }])),
  readmes: new Map(Object.entries(covers).map(([name, ids]) => [name, `# ${name}\n\nSource: "On\n${ids[0]}" (2020).\n`])),
  reasons: new Map(Object.entries(reasons)),
});

it("finds nothing where all fits, and names the rows left open", () => {
  const fits = covering({ window: ["near"], band: ["wide"] });
  expect(coverageProblems(fits)).toEqual([]);
  expect(openRows(fits)).toEqual(["far"]);
  expect(openRows(covering({ window: ["near"], band: ["wide"] }, { far: "its operator is another" }))).toEqual([]);
});

it("tells all that does not fit", () => {
  const wrong = covering(
    { window: ["near", "far"], band: ["near", "near"], comb: ["sparse"], odd: ["nowhere"] },
    { near: "", nowhere: "", sparse: "" },
  );
  expect(coverageProblems(wrong)).toEqual([
    "odd covers nowhere, which the catalogue does not have",
    "comb covers sparse, which needs C7",
    "near is covered by window and band",
    "band names a row twice",
    'the README of window does not name "On far"',
    "a reason is given for near, which is covered",
    "a reason is given for nowhere, which is no C0 row of the catalogue",
    "a reason is given for sparse, which is no C0 row of the catalogue",
  ]);
});

it("counts what is covered, and says why the rest is not", () => {
  const page = coveragePage(covering({ window: ["near"], full: [] }, { far: "it | that" }));
  expect(page).toContain("**1 of 3 are covered**");
  expect(page).toContain("| known: from the paper as it is known | 3 | 1 | 2 |");
  expect(page).toContain("| near | On near | [window](variants/window/README.md) |");
  expect(page).toContain("| far | On far | it \\| that |");
  expect(page).toContain("| wide | On wide | not written yet |");
});

it("reads the titles of all sources, over lines and several to a line", () => {
  const readme = '# x\n\nNot "This One".\n\nSource: "A\nTitle" (2020); this form as in "B: Sub" (2021).\n\nAlso: "3D C".\n';
  expect(titlesOf(readme)).toEqual(["A Title", "B: Sub", "3D C"]);
});
