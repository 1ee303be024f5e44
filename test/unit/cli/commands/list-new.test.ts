/** @file `heed list` and `heed new`: the gallery, and variants begun from it, in a folder that has nothing of the repository. */
import { mkdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { createReport } from "#src/diagnostics/report.ts";
import { printVariant } from "#src/ir/print.ts";
import type { Variant } from "#src/ir/variant.ts";
import { loadVariants } from "#src/node/load-variants.ts";
import { heed, inFolder } from "#test/support/cli.ts";
import { exampleNames } from "#test/support/examples.ts";

const examples = resolve("examples/variants");

inFolder({ "taken.attn": "// mine\n" });

async function load(path: string): Promise<readonly Variant[]> {
  const report = createReport();
  const variants = await loadVariants(path, report);
  expect(report.diagnostics).toEqual([]);
  return variants;
}

describe("heed list", () => {
  it("shows every example, with its density and below its family", async () => {
    const { code, stdout, stderr } = await heed(["list"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    for (const name of exampleNames) expect(stdout).toMatch(new RegExp(`^  ${name} +[\\d.]+ %  \\S`, "m"));
    expect(stdout).toMatch(/^causal and windows\n {2}causal +53\.1 % {2}A query sees itself and what came before it\n/m);
  });

  it("shows those that have all words in name, family, summary or papers, in whatever case", async () => {
    const { stdout } = await heed(["list", "Streaming", "SINKS"]);
    const names = [...stdout.matchAll(/^ {2}(\S+) +[\d.]+ %/gm)].map(([, name]) => name);
    expect(names).toEqual(expect.arrayContaining(["streaming-sink"]));
    expect(names.length).toBeLessThan(exampleNames.length / 4);
    expect(stdout).toContain("Efficient Streaming Language Models with Attention Sinks\n");
    expect((await heed(["list", "streaming-sink"])).stdout).not.toContain("Efficient Streaming");
    expect((await heed(["list", "streaming-sink", "--papers"])).stdout).toContain("Efficient Streaming Language Models with Attention Sinks\n");
  });

  it("gives its entries as JSON", async () => {
    const { code, stdout } = await heed(["list", "softcap", "--json"]);
    const softcap = {
      name: "softcap",
      family: "scores and biases",
      summary: "Scores that stay between −cap and cap",
      density: 0.531,
      titles: ["Gemma 2: Improving Open Language Models at a Practical Size"],
    };
    expect({ code, ...(JSON.parse(stdout) as object) }).toEqual({ code: 0, examples: [softcap] });
  });
});

describe("heed new", () => {
  it.each(["attn", "ts"])("starts a variant from any example, as .%s, that differs by its name alone", { timeout: 300_000 }, async (form) => {
    for (const from of exampleNames) {
      const name = `my-${from}`;
      expect(await heed(["new", name, "--from", from, "--form", form])).toEqual({ code: 0, stdout: `${name}.${form}\n`, stderr: "" });
      const [mine, ...others] = await load(`${name}.${form}`);
      const [theirs] = await load(`${examples}/${from}/${from}.${form}`);
      expect(others).toEqual([]);
      expect(mine!.name).toBe(name.replaceAll("-", "_"));
      expect(printVariant({ ...mine!, name: theirs!.name })).toBe(printVariant(theirs!));
    }
  });

  it("writes .attn to the folder at hand, unless told otherwise", async () => {
    mkdirSync("lib");
    expect(await heed(["new", "near", "--from", "sliding-window", "-o", "lib", "--json"])).toEqual({
      code: 0,
      stdout: '{"file":"lib/near.attn","from":"sliding-window"}\n',
      stderr: "",
    });
    const text = readFileSync(`${examples}/sliding-window/sliding-window.attn`, "utf8");
    expect(readFileSync("lib/near.attn", "utf8")).toBe(text.replace("attention sliding_window {", "attention near {"));
  });

  it("names the constant of a .ts file so that it is free", async () => {
    for (const name of ["delete", "clamp", "row-of"]) {
      expect(await heed(["new", name, "--from", "swin", "--form", "ts"])).toMatchObject({ code: 0 });
      expect((await load(`${name}.ts`))[0]!.name).toBe(name.replaceAll("-", "_"));
    }
    expect(readFileSync("delete.ts", "utf8")).toContain('export const delete_ = attention({\n  name: "delete",');
    expect(readFileSync("row-of.ts", "utf8")).toContain("export const rowOf_ = attention({");
  });

  it("overwrites nothing", async () => {
    expect(await heed(["new", "taken", "--from", "causal"])).toMatchObject({ code: 1, stdout: "" });
    expect(readFileSync("taken.attn", "utf8")).toBe("// mine\n");
  });
});
