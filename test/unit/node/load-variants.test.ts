/** @file Variants from files, as `heed/node` offers it. */
import { expect, it } from "vitest";
import { HeedError } from "#src/diagnostics/diagnostic.ts";
import { createReport } from "#src/diagnostics/report.ts";
import { printVariant } from "#src/ir/print.ts";
import { loadVariants } from "#src/node/load-variants.ts";
import { inFolder } from "#test/support/cli.ts";

inFolder({
  "deep/causal.attn": "attention causal {\n  mask = q_idx >= kv_idx\n}\n",
  "deep/again.attn": 'import { causal } from "./causal.attn"\n\nattention again {\n  mask = causal.mask\n}\nattention full {}\n',
  "top.attn": 'import { again } from "deep/again.attn"\n\nattention top {\n  mask = again.mask\n}\n',
  "one.attn": 'import { two } from "./two.attn"\nattention one {\n  mask = two.mask\n}\n',
  "two.attn": 'import { one } from "./one.attn"\nattention two {\n  mask = one.mask\n}\n',
  "base.ts": 'import { attention } from "heed";\nexport const base = attention({ name: "base", mask: ({ q_idx, kv_idx }) => q_idx >= kv_idx });\n',
  "several.mts":
    'import { attention } from "heed";\nimport { base } from "./base.js";\nconst hidden = attention({ name: "hidden", mask: base.mask });\n' +
    'export const second = attention({ name: "second", mask: (at) => hidden.mask(at) });\nexport const first = attention({ name: "first" });\n',
  "marked.attn": "\uFEFFattention marked {}\n",
});

const names = async (path: string): Promise<string[]> => {
  const report = createReport();
  const variants = await loadVariants(path, report);
  report.stop();
  return variants.map(({ name }) => name);
};

it("gives the attentions of a file in order, imports followed from file to file", async () => {
  expect(await names("deep/again.attn")).toEqual(["again", "full"]);
  expect(await names("top.attn")).toEqual(["top"]);
  expect(await names("marked.attn")).toEqual(["marked"]);
});

it("gives what a TypeScript file exports, and not what that is made of", async () => {
  expect((await names("several.mts")).toSorted()).toEqual(["first", "second"]);
  const [base] = await loadVariants("base.ts", createReport());
  const [causal] = await loadVariants("deep/causal.attn", createReport());
  expect(printVariant({ ...base!, name: "causal" })).toBe(printVariant(causal!));
});

it("leaves the program's mistakes to the report", async () => {
  const report = createReport();
  expect(await loadVariants("one.attn", report)).toEqual([]);
  expect(report.diagnostics.some(({ code }) => code === "H212")).toBe(true);
});

it("ends at a file that is not there", async () => {
  await expect(loadVariants("none.attn", createReport())).rejects.toThrow(HeedError);
  await expect(loadVariants("none.ts", createReport())).rejects.toThrow("`none.ts` cannot be read");
});
