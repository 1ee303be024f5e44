/**
 * @file Every example: the same variant by every route, the meaning its own formula says, fresh pictures and kernels, results within budget.
 * UPDATE_SNAPSHOTS=1 writes the pictures, the kernels and the gallery anew.
 */
import { existsSync, readFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import type { Example, ExampleCall, Oracle } from "../examples/example.ts";
import { formatAttn } from "#grammar/format.ts";
import { reportUnprovedReads } from "#src/analysis/in-range.ts";
import { compileVariant } from "#src/compile.ts";
import { createReport } from "#src/diagnostics/report.ts";
import { printVariant } from "#src/ir/print.ts";
import { runPasses } from "#src/passes/index.ts";
import { drawSvg } from "#src/plan/draw-svg.ts";
import { planBlocks } from "#src/plan/plan-blocks.ts";
import { gpuDescribe } from "#test/support/device.ts";
import {
  exampleNames,
  examplePath,
  meaningOfDefinition,
  meaningOfVariant,
  pairsOf,
  problemOf,
  readExample,
  scalarsOf,
  type Meaning,
} from "#test/support/examples.ts";
import { verdictLine, verifyOnDevice } from "#test/support/on-device.ts";
import { byEveryRoute, definitionOf, fromAttnFile } from "#test/support/routes.ts";
import { expectFile } from "#test/support/snapshot-file.ts";
import { validateWgsl } from "#test/support/validate-wgsl.ts";

const examples = new Map<string, Example>();
for (const name of exampleNames) examples.set(name, await readExample(name));

/** What the golden kernels are compiled for. */
const target = { Hq: 4, Hkv: 2, D: 64, dtype: "f32" } as const;

const variantOf = (name: string) => fromAttnFile(examplePath(name, `${name}.attn`));

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
    const { sizes, tensors, block, caption } = example.picture;
    const request = { sizes: { ...sizes, D: 64, Dv: 64 }, params: scalarsOf(variant, example.picture), tensors: new Map(Object.entries(tensors)) };
    const plan = planBlocks(optimised.sections.mask, { ...request, block: [block, block] });
    expectFile(examplePath(name, "plan.svg"), drawSvg(plan, { title: `${name}: ${caption}` }));
  });

  it("has a fresh kernel that Tint accepts", async () => {
    const { wgsl } = compileVariant(variant, target);
    expect(await validateWgsl(wgsl)).toEqual([]);
    expectFile(examplePath(name, `${name}.expected.wgsl`), wgsl);
  });

  it("is explained, in the formatter's form", () => {
    const readme = readFileSync(examplePath(name, "README.md"), "utf8");
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

it("has a fresh gallery", () => {
  expectFile("examples/README.md", gallery());
});

function gallery(): string {
  const rows = [...examples].map(
    ([name, { summary }]) =>
      `| [${name}](variants/${name}/README.md) | ${summary} | [<img src="variants/${name}/plan.svg" height="120" alt="">](variants/${name}/plan.svg) |`,
  );
  return [
    "# Examples",
    "",
    "Every variant stands in its folder twice: as `.attn` text, and as TypeScript that also runs as it stands. Beside them: the formula, its source,",
    "the picture of its block plan, the kernel for one target, and `example.ts` with tensors to try it on. All of it is held together by tests.",
    "",
    "In TypeScript, what a function takes from its second argument, the definition's `scope` included, survives every bundler; a name that it closes over",
    "is found when the source file is compiled, and at run time only where nothing has renamed it.",
    "",
    "| variant | what it is | its plan |",
    "|---|---|---|",
    ...rows,
    "",
    "[embed-node](embed-node/README.md) is a small app that runs a compiled variant with no compiler in it.",
    "",
  ].join("\n");
}

it("every picture and kernel belongs to an example", () => {
  const files = (name: string) => [`${name}.attn`, `${name}.ts`, "example.ts", "README.md", "plan.svg", `${name}.expected.wgsl`];
  const missing = exampleNames.flatMap((name) => files(name).filter((file) => !existsSync(examplePath(name, file))));
  expect(missing).toEqual([]);
  expect(exampleNames).toHaveLength(16);
});

gpuDescribe("kernels of the examples, within budget", () => {
  const table: string[] = [];
  afterAll(() => console.info(["error of budget, by example", ...table].join("\n")));

  it.each([...examples])("%s", async (name, { small }) => {
    const variant = variantOf(name);
    const verdict = await verifyOnDevice(variant, problemOf(variant, small, 16), "f32");
    table.push(verdictLine(name, verdict));
    expect([verdict.out.firstBad, verdict.lse.firstBad]).toEqual([undefined, undefined]);
  });
});
