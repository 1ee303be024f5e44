/**
 * @file The conformance cases, whose results PyTorch's FlexAttention computed: every route gives the same variant, the reference and the
 * kernels give those results, the plans have those block counts.
 */
import { afterAll, describe, expect, it } from "vitest";
import { printVariant } from "#src/ir/print.ts";
import { runPasses } from "#src/passes/index.ts";
import { countBlocks } from "#src/plan/block-plan.ts";
import { planBlocks } from "#src/plan/plan-blocks.ts";
import { runDense } from "#src/reference/dense.ts";
import { expectPage, type PageRow } from "#test/support/conformance-page.ts";
import { gpuDescribe, hasF16 } from "#test/support/device.ts";
import { countedBlocks, countUnkept, goldenNames, goldenPath, readGolden } from "#test/support/golden.ts";
import { verdictLine, verifyOnDevice } from "#test/support/on-device.ts";
import { byEveryRoute, fromAttnFile } from "#test/support/routes.ts";

it("has all cases, most of them with block counts", () => {
  expect(goldenNames).toHaveLength(26);
  expect(goldenNames.filter((name) => readGolden(name).counts)).toHaveLength(17);
});

describe.each(goldenNames)("%s", (name) => {
  const golden = readGolden(name);
  const { problem, counts } = golden;

  it("is the same variant by every route", async () => {
    const { attn, file, definition } = await byEveryRoute(goldenPath(name, "attn"), goldenPath(name, "ts"));
    const text = printVariant(runPasses(attn));
    expect(printVariant(runPasses(file))).toBe(text);
    expect(printVariant(runPasses(definition))).toBe(text);
  });

  it("by the reference is what FlexAttention gives", () => {
    const variant = fromAttnFile(goldenPath(name, "attn"));
    for (const each of [variant, runPasses(variant)]) {
      const { out, lse } = runDense(each, problem);
      expect({ out: countUnkept(out, golden.out), lse: countUnkept(lse, golden.lse) }).toEqual({ out: 0, lse: 0 });
    }
  });

  if (counts) {
    it("has FlexAttention's block counts", () => {
      const { mask } = runPasses(fromAttnFile(goldenPath(name, "attn"))).sections;
      for (const size of countedBlocks) {
        const plan = planBlocks(mask, { block: [size, size], sizes: { ...problem.sizes }, params: problem.scalars, tensors: problem.inputs });
        const { full, partial, empty } = countBlocks(plan);
        expect({ size, full, partial, empty }).toEqual({ size, ...counts[size] });
      }
    });
  }
});

it("rows without keys are 0 and −∞", () => {
  const { out, lse, problem } = readGolden("dead-rows");
  const dead = [...lse.keys()].filter((row) => lse[row] === -Infinity);
  expect(dead.length).toBe(4 * 24);
  expect(dead.every((row) => out.subarray(row * problem.sizes.Dv, (row + 1) * problem.sizes.Dv).every((value) => value === 0))).toBe(true);
});

gpuDescribe("kernels on the conformance cases, within budget", () => {
  const table: string[] = [];
  const rows: PageRow[] = [];
  afterAll(() => console.info(["error of budget, by case", ...table].join("\n")));

  it.each(
    hasF16 ? goldenNames.flatMap((name) => [[name, "f32"] as const, [name, "f16"] as const]) : goldenNames.map((name) => [name, "f32"] as const),
  )("%s in %s", async (name, dtype) => {
    const verdict = await verifyOnDevice(fromAttnFile(goldenPath(name, "attn")), readGolden(name).problem, dtype);
    table.push(verdictLine(`${name} ${dtype}`, verdict));
    if (dtype === "f32") rows.push({ name, verdict, density: densityOf(name) });
    expect([verdict.out.firstBad, verdict.lse.firstBad]).toEqual([undefined, undefined]);
  });

  it("has a fresh page", async () => {
    await expectPage("golden", [{ title: "FlexAttention's own results", rows }]);
  });
});

function densityOf(name: string): number {
  const { full, partial, empty } = readGolden(name).counts?.[64] ?? { full: 1, partial: 0, empty: 0 };
  return (full + partial) / (full + partial + empty);
}
