/** @file The passes that move and drop sections, and the pipeline as a whole. */
import { describe, expect, it } from "vitest";
import { createRanges } from "#src/ir/range.ts";
import { foldSections } from "#src/passes/fold-sections.ts";
import { pipeline, runPasses, usesDot, type PassStep } from "#src/passes/index.ts";
import { printNode } from "#src/ir/print.ts";
import { splitMask } from "#src/passes/split-mask.ts";
import { afterPass, sectionsOf, variantOf } from "#test/support/pass-text.ts";

describe("split-mask", () => {
  it("moves what a score of −inf hides into the mask", () => {
    expect(afterPass(splitMask, "score where(ge(q_idx, kv_idx), score, -inf)")).toBe("mask ge(q_idx, kv_idx)\nscore score");
    expect(afterPass(splitMask, "mask strict\nscore where(lt(q_idx, kv_idx), -inf, 1.0)")).toBe(
      "mask and(strict, not(lt(q_idx, kv_idx)))\nscore 1.0",
    );
  });

  it("leaves a condition on the score, and a score that is merely low", () => {
    const onScore = "score where(gt(score, 0.0), score, -inf)";
    const low = "score where(ge(q_idx, kv_idx), score, -1000.0)";
    expect([afterPass(splitMask, onScore), afterPass(splitMask, low)]).toEqual([onScore, low]);
  });
});

describe("fold-sections", () => {
  it("drops sections that say nothing", () => expect(afterPass(foldSections, "mask true\nscore score")).toBe(""));
  it("keeps a mask that is false", () => expect(afterPass(foldSections, "mask false\nscore score")).toBe("mask false"));
});

describe("usesDot", () => {
  it.each([
    ["", true],
    ["score mul(score, 2.0)", true],
    ["score slope[h]", false],
    ["mask strict", true],
  ])("%s: %s", (sections, answer) => {
    expect(usesDot(variantOf(sections))).toBe(answer);
  });
});

describe("the pipeline", () => {
  const after = (sections: string): string => sectionsOf(runPasses(variantOf(sections)));

  it("names its passes once each, by what they do", () => {
    const names = pipeline.flatMap((stage) => stage.passes.map((pass) => pass.name));
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => !/^(report|fold|simplify|split|hoist)-/.test(name))).toEqual([]);
  });

  it("makes causal of its many spellings", () => {
    const spellings = [
      "ge(q_idx, kv_idx)",
      "not(gt(kv_idx, q_idx))",
      "ge(sub(q_idx, kv_idx), 0)",
      "lt(kv_idx, add(q_idx, 1))",
      "where(lt(q_idx, kv_idx), false, true)",
    ];
    expect(new Set(spellings.map((mask) => after(`mask ${mask}`)))).toEqual(new Set(["mask ge(q_idx, kv_idx)"]));
    expect(after("score where(eq(to_i32(le(kv_idx, q_idx)), 1), score, neg(inf))")).toBe("mask ge(q_idx, kv_idx)");
  });

  it("makes one of the DSL's and TypeScript's integer arithmetic", () => {
    const dsl = "mask eq(div(q_idx, 64), div(kv_idx, 64))\nscore slope[mod(kv_idx, 4)]";
    const ts = "mask eq(floor(divide(to_f32(q_idx), 64.0)), floor(divide(to_f32(kv_idx), 64.0)))\nscore slope[rem(kv_idx, 4)]";
    expect(after(ts)).toBe(after(dsl));
    expect(after(dsl)).toBe("mask eq(quot(q_idx, 64), quot(kv_idx, 64))\nscore slope[rem(kv_idx, 4)]");
  });

  it("hands a value's name to what the value became", () => {
    const variant = variantOf("score to_f32(sub(add(q_idx, 1), kv_idx))");
    const names = new Map([[variant.sections.score!.args[0]!, "distance"]]);
    const done = runPasses({ ...variant, names });
    expect(printNode(done.sections.score!.args[0]!)).toBe("add(sub(q_idx, kv_idx), 1)");
    expect(done.names.get(done.sections.score!.args[0]!)).toBe("distance");
  });

  it("tells of every pass and every rule applied", () => {
    const passes: string[] = [];
    const steps: PassStep[] = [];
    runPasses(variantOf("mask and(true, strict)"), { printAfter: (pass) => passes.push(pass), trace: (step) => steps.push(step) });
    expect(passes.slice(0, 3)).toEqual(["fold-constants", "simplify-conversions", "simplify-arithmetic"]);
    const told = steps.map(({ pass, rule, before, after: then }) => [pass, rule, printNode(before), printNode(then)]);
    expect(told).toEqual([
      ["simplify-arithmetic", "a constant goes to the right", "and(true, strict)", "and(strict, true)"],
      ["simplify-boolean", "and(p, true) -> p", "and(strict, true)", "strict"],
    ]);
  });

  it("knows what the captured tensors and sizes can be", () => {
    const variant = variantOf("mask ge(kinds[h], 0)");
    expect(createRanges(variant)(variant.sections.mask!)).toEqual({ lo: 1, hi: 1, nan: false });
  });
});
