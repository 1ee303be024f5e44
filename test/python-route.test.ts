/**
 * @file The conformance cases by the Python route, as FlexAttention has them: `variant.py` unchanged, its free names resolved by the tensors and
 * params of the call. Each gives the results that FlexAttention gives, by the command line and on the device, and the IR of its `.attn` text.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { fromPython } from "#src/frontend/python/index.ts";
import { printVariant } from "#src/ir/print.ts";
import type { Variant } from "#src/ir/variant.ts";
import { parseSafetensors } from "#src/node/files/safetensors.ts";
import { runPasses } from "#src/passes/index.ts";
import { heed } from "#test/support/cli.ts";
import { gpuDescribe, hasF16 } from "#test/support/device.ts";
import { goldenNames, goldenPath, readGolden } from "#test/support/golden.ts";
import { verdictLine, verifyOnDevice } from "#test/support/on-device.ts";
import { fromAttnFile } from "#test/support/routes.ts";
import { scratchFolder } from "#test/support/scratch.ts";

const scratch = scratchFolder();
const folderOf = (name: string): string => join("test/conformance", name);
const textOf = (name: string): string => readFileSync(join(folderOf(name), "variant.py"), "utf8");

/** Whether a float64 result, stored in float32, is the float32 that was kept, but for the last digit. */
const isKept = (found: number, kept: number): boolean => found === kept || Math.abs(found - kept) <= 2 ** -23 * Math.abs(kept) + 1e-12;

const countUnkept = (found: ArrayLike<number>, kept: Float32Array): number =>
  kept.reduce((count, value, i) => count + +!isKept(found[i]!, value), found.length === kept.length ? 0 : 1);

/** The variant with what the tensors and params of the case say of its free names. */
function fromCase(name: string): Variant {
  const { problem } = readGolden(name);
  const [variant, ...others] = fromPython(textOf(name), { tensors: Object.fromEntries(problem.inputs), params: { ...problem.scalars } });
  expect(others).toEqual([]);
  return variant!;
}

describe.each(goldenNames)("%s", (name) => {
  const { problem, out, lse } = readGolden(name);
  const params = Object.entries(problem.scalars).flatMap(([param, value]) => ["--param", `${param}=${value}`]);

  it("by `heed run` is what FlexAttention gives", async () => {
    const path = join(scratch, `${name}.safetensors`);
    const tensors = join(folderOf(name), "tensors.safetensors");
    const args = ["run", join(folderOf(name), "variant.py"), "--tensors", tensors, ...params, "--device", "reference", "-o", path];
    const { code, stderr } = await heed(args);
    expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringMatching(/^wrote /) as string });
    const results = parseSafetensors(readFileSync(path), path);
    const unkept = { out: countUnkept(results.get("out")!.data, out), lse: countUnkept(results.get("lse")!.data, lse) };
    expect(unkept).toEqual({ out: 0, lse: 0 });
  });

  it("has the IR of its DSL text, where the declarations are the same", () => {
    const attn = fromAttnFile(goldenPath(name, "attn"));
    const inputs = Object.fromEntries(attn.inputs.map(({ name: input, type }) => [input, { kind, type, args: dimsOf(name, input) }]));
    const declared = Object.fromEntries(attn.params.map(({ name: param, type, value }) => [param, { kind, type, args: [value] as const }]));
    const variants = fromPython(textOf(name), { name: `${attn.name}.py`, inputs, params: declared });
    expect(variants.map((variant) => printVariant(runPasses(variant)))).toEqual([printVariant(runPasses(attn))]);
  });
});

const kind = "declaration" as const;

/** The dims of an input as the case's description writes them. */
function dimsOf(name: string, input: string): string[] {
  const { inputs } = JSON.parse(readFileSync(join(folderOf(name), "case.json"), "utf8")) as { inputs: Record<string, { dims: string }> };
  return inputs[input]!.dims.split(",").map((dim) => dim.trim());
}

gpuDescribe("kernels of the Python route, within budget", () => {
  const table: string[] = [];
  afterAll(() => console.info(["error of budget, by case", ...table].join("\n")));

  it.each(goldenNames.flatMap((name) => (hasF16 ? (["f32", "f16"] as const) : (["f32"] as const)).map((dtype) => [name, dtype] as const)))(
    "%s in %s",
    async (name, dtype) => {
      const verdict = await verifyOnDevice(fromCase(name), readGolden(name).problem, dtype);
      table.push(verdictLine(`${name} ${dtype}`, verdict));
      expect([verdict.out.firstBad, verdict.lse.firstBad]).toEqual([undefined, undefined]);
    },
  );
});
