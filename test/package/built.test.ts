/**
 * @file What the build leaves out is not missed: the built entries do what the source does. Chevrotain comes without its lexer, its checks and
 * its wording, and the op table without the columns that an entry does not ask for.
 */
import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { build } from "esbuild";
import { describe, expect, it } from "vitest";
import * as source from "#src/index.ts";
import { createGraph, type Node } from "#src/ir/node.ts";
import { opNames, row } from "#src/ir/ops.ts";
import { runPasses } from "#src/passes/index.ts";
import { mockDevice } from "#test/support/mock-device.ts";

type Entry = Pick<typeof source, "fromAttn" | "compileVariant">;

/** The built entry as Node loads it, and as a bundler makes it for a browser. */
const builds: Readonly<Record<string, () => Promise<Entry>>> = {
  "in Node": () => import(resolve("dist/index.mjs")) as Promise<Entry>,
  "bundled for a browser": async () => {
    const { outputFiles } = await build({
      entryPoints: ["dist/index.mjs"],
      bundle: true,
      minify: true,
      format: "esm",
      platform: "browser",
      write: false,
    });
    return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0]!.contents).toString("base64")}`) as Promise<Entry>;
  },
};

const examples = readdirSync("examples/variants").map((name) => readFileSync(`examples/variants/${name}/${name}.attn`, "utf8"));

/** Texts in which little is wrong: each example without one of its words or signs. */
const broken = examples.flatMap((text) => {
  const words = text.split(/(\s+|\b|(?=[^\w\s]))/);
  return words.map((_, left) => words.filter((__, at) => at !== left).join(""));
});

const foreign = "attention v {\n  mask = a @ b;\n  score = score ** 2 === 'x'\n}\nfn f(a, , b) = 1_\n/* open";

describe.each(Object.keys(builds))("heed %s", (kind) => {
  it("reads and compiles the examples", async () => {
    const built = await builds[kind]!();
    for (const text of examples) expect(kernelsOf(built, text)).toEqual(kernelsOf(source, text));
  });

  it("says the same of what is wrong", async () => {
    const built = await builds[kind]!();
    for (const text of [foreign, ...broken]) expect(messageOf(built, text)).toBe(messageOf(source, text));
  });
});

const target = { Hq: 4, Hkv: 2, D: 64 } as const;

const kernelsOf = ({ fromAttn, compileVariant }: Entry, text: string): unknown => fromAttn(text).map((variant) => compileVariant(variant, target));

function messageOf({ fromAttn }: Entry, text: string): string {
  try {
    fromAttn(text);
    return "nothing is wrong";
  } catch (error) {
    return (error as Error).message;
  }
}

describe("heed/runtime", () => {
  it.each(opNames)("plans what a mask says with `%s`", async (op) => {
    const { createKernel } = (await import(resolve("dist/runtime.mjs"))) as Pick<typeof source, "createKernel">;
    const variant = { ...source.fromAttn("attention empty {}")[0]!, sections: { mask: maskWith(op) } };
    const module = source.compileVariant(variant, target);
    const sizes = { B: 1, Sq: 200, Skv: 300 };
    const kernel = await createKernel(mockDevice().device, module);
    const request = { block: [64, 64], sizes: { ...sizes, ...target, Dv: 64 }, params: {}, tensors: new Map() } as const;
    expect(kernel.plan(sizes)).toEqual(source.planBlocks(runPasses(variant).sections.mask, request));
  });
});

/** A mask that is true where an operation on the indices gives a positive number. */
function maskWith(op: string): Node {
  const graph = createGraph();
  const indices = [graph.variable("q_idx", "i32"), graph.variable("kv_idx", "i32"), graph.constant(40, "i32")];
  const truths = indices.map((index, at) => graph.apply("gt", index, graph.constant(50 + at, "i32")));
  const choices = [indices, truths, [truths[0]!, ...indices.slice(0, 2)]].map((operands) => operands.slice(0, row(op).arity));
  const value = choices.map((operands) => graph.tryApply(op, operands)).find((made) => made !== undefined)!;
  return value.type === "bool" ? value : graph.apply("gt", value, graph.constant(1, "i32"));
}
