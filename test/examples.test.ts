/**
 * @file Every example: the same variant by every route, the meaning its own formula says, fresh pictures and kernels.
 * UPDATE_SNAPSHOTS=1 writes the pictures, the kernels, the gallery with its index, and the page on coverage anew.
 */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { families, type Example, type ExampleCall, type Oracle } from "../examples/example.ts";
import { formatAttn } from "#grammar/format.ts";
import { reportUnprovedReads } from "#src/analysis/in-range.ts";
import { compileVariant } from "#src/compile.ts";
import { createReport } from "#src/diagnostics/report.ts";
import { printVariant } from "#src/ir/print.ts";
import { runPasses } from "#src/passes/index.ts";
import { countBlocks, type BlockPlan } from "#src/plan/block-plan.ts";
import { drawSvg } from "#src/plan/draw-svg.ts";
import { planBlocks } from "#src/plan/plan-blocks.ts";
import { coveragePage, coverageProblems, openRows, readCatalogue, readReasons, type Covering } from "#test/support/coverage.ts";
import {
  exampleNames,
  examplePath,
  meaningOfDefinition,
  meaningOfVariant,
  pairsOf,
  readExample,
  scalarsOf,
  type Meaning,
} from "#test/support/examples.ts";
import { galleryOf, galleryPage, indexText, readmeOf } from "#test/support/gallery.ts";
import { byEveryRoute, definitionOf, fromAttnFile } from "#test/support/routes.ts";
import { expectFile } from "#test/support/snapshot-file.ts";
import { validateWgsl } from "#test/support/validate-wgsl.ts";

const examples = new Map<string, Example>();
for (const name of exampleNames) examples.set(name, await readExample(name));

/** What the golden kernels are compiled for. */
const target = { Hq: 4, Hkv: 2, D: 64, dtype: "f32" } as const;

const variantOf = (name: string) => fromAttnFile(examplePath(name, `${name}.attn`));

/** The plans of the pictures, each made when it is first asked for. */
const plans = new Map<string, BlockPlan>();

function planOf(name: string): BlockPlan {
  const known = plans.get(name);
  if (known) return known;
  const variant = variantOf(name);
  const { picture } = examples.get(name)!;
  const request = {
    sizes: { ...picture.sizes, D: 64, Dv: 64 },
    params: scalarsOf(variant, picture),
    tensors: new Map(Object.entries(picture.tensors)),
  };
  const plan = planBlocks(runPasses(variant).sections.mask, { ...request, block: [picture.block, picture.block] });
  plans.set(name, plan);
  return plan;
}

describe.each([...examples])("%s", (name, example) => {
  const variant = variantOf(name);
  const optimised = runPasses(variant);

  it("is the same variant by every route, under its own name", async () => {
    const { attn, file, definition } = await byEveryRoute(examplePath(name, `${name}.attn`), examplePath(name, `${name}.ts`));
    const text = printVariant(runPasses(attn));
    expect(printVariant(runPasses(file))).toBe(text);
    expect(printVariant(runPasses(definition))).toBe(text);
    expect(attn.name).toBe(name.replaceAll("-", "_"));
  });

  it("reads captured tensors inside their dims, provably", () => {
    const report = createReport();
    reportUnprovedReads(optimised, report);
    expect(report.diagnostics).toEqual([]);
  });

  it("means what its formula says, at every pair", async () => {
    const definition = await definitionOf(examplePath(name, `${name}.ts`));
    const call = example.small;
    const oracle = example.oracle(call);
    const asWritten = meaningOfDefinition(definition, variant, call);
    for (const meaning of [meaningOfVariant(variant, call), meaningOfVariant(optimised, call), asWritten]) {
      expect(findDifference(oracle, meaning, call)).toBeUndefined();
    }
  });

  it("has a fresh picture", () => {
    expectFile(examplePath(name, "plan.svg"), drawSvg(planOf(name), { title: `${name}: ${example.picture.caption}` }));
  });

  it("has a fresh kernel that Tint accepts", async () => {
    const { wgsl } = compileVariant(variant, target);
    expect(await validateWgsl(wgsl)).toEqual([]);
    expectFile(examplePath(name, `${name}.expected.wgsl`), wgsl);
  });

  it("is explained, in the formatter's form", () => {
    const readme = readmeOf(name);
    expect(readme).toMatch(new RegExp(`^# ${name}\n`));
    expect(readme).toMatch(/^Source: .*"[A-Z]/m);
    expect(readme).toMatch(/^Captured: /m);
    expect(readme).toContain(`](plan.svg)`);
    const text = readFileSync(examplePath(name, `${name}.attn`), "utf8");
    expect(formatAttn({ name, text }, createReport())).toBe(text);
    for (const file of [`${name}.attn`, `${name}.ts`]) expect(readFileSync(examplePath(name, file), "utf8")).toMatch(/^\/\/ [A-Z].*\.\n/);
  });
});

/** The first pair at which two meanings differ; scores count where the query may attend. */
function findDifference(oracle: Oracle, meaning: Meaning, call: ExampleCall): unknown {
  const { attends = () => true, score = (dot: number) => dot } = oracle;
  for (const pair of pairsOf(call)) {
    const expected = attends(pair);
    if (meaning.attends(pair) !== expected) return { ...pair, attends: !expected };
    const dot = Math.sin(pair.q * 0.7 + pair.k * 1.3) * 3;
    if (!expected) continue;
    const [wanted, found] = [score(dot, pair), meaning.score(dot, pair)];
    if (!(Math.abs(wanted - found) <= 1e-12 * Math.max(1, Math.abs(wanted)))) return { ...pair, wanted, found };
  }
  return undefined;
}

describe("the gallery", () => {
  const makeEntries = () => galleryOf(examples, (name) => countBlocks(planOf(name)).density);

  it("has every folder once, and every family", () => {
    const entries = makeEntries();
    expect(entries.map(({ name }) => name).sort()).toEqual(exampleNames);
    expect([...new Set(entries.map(({ family }) => family))]).toEqual(families);
  });

  it("is fresh, and its index with it", () => {
    const entries = makeEntries();
    expectFile("examples/README.md", galleryPage(entries));
    expectFile("examples/index.json", indexText(entries));
  });

  it("has folders that hold an example and nothing else", () => {
    const files = (name: string) => [`${name}.attn`, `${name}.expected.wgsl`, `${name}.ts`, "README.md", "example.ts", "plan.svg"].sort();
    for (const name of exampleNames) expect(readdirSync(examplePath(name, "")).sort()).toEqual(files(name));
  });
});

describe("the catalogue", () => {
  const read = (): Covering => ({
    rows: readCatalogue("examples/catalogue.tsv"),
    examples,
    readmes: new Map(exampleNames.map((name) => [name, readmeOf(name)])),
    reasons: readReasons("examples/not-covered.tsv"),
  });

  it("has the rows that examples cover, each covered once and named by its title", () => {
    expect(coverageProblems(read())).toEqual([]);
  });

  it("is covered as the page says, or left out for a reason", () => {
    expectFile("examples/COVERAGE.md", coveragePage(read()));
    expect(openRows(read())).toEqual([]);
  });
});
