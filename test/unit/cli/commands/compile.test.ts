/** @file `heed compile`: each form it emits. Modules are imported and run in `test/package/`. */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import type { KernelModule } from "#codegen/manifest.ts";
import { heed, inFolder } from "#test/support/cli.ts";
import { validateWgsl } from "#test/support/validate-wgsl.ts";

inFolder({
  "causal.attn": "attention causal {\n  mask = q_idx >= kv_idx\n}\n",
  "two.attn": "attention one {\n  mask = !(q_idx < kv_idx)\n}\nattention two {\n  score = score * 2\n}\n",
  "packed.attn": "attention packed {\n  input doc: i32[S]\n  mask = doc[q_idx] == doc[kv_idx]\n}\n",
  "unproved.attn": "attention unproved {\n  input slope: f32[Hq]\n  score = score + slope[q_idx]\n}\n",
});

const compile = (...args: string[]) => heed(["compile", ...args]);

it("writes the kernel, valid and the same every time", async () => {
  const { code, stdout, stderr } = await compile("causal.attn", "--head-dim", "32", "--heads", "8/2", "--value-dim", "16");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(/^\/\/ causal: attention forward, f32 storage, 8 query heads over 2, head dims 32 and 16/);
  expect(await validateWgsl(stdout)).toEqual([]);
  expect((await compile("causal.attn", "--head-dim", "32", "--heads", "8/2", "--value-dim", "16")).stdout).toBe(stdout);
});

it("suits the kind of device and the subgroups that it is told of", async () => {
  const scheduled = async (...more: string[]) => {
    const { stdout } = await compile("causal.attn", "--head-dim", "128", "--heads", "8/2", "--emit", "json", ...more);
    const { manifest, decoder } = JSON.parse(stdout) as KernelModule;
    return { prefill: manifest.schedule, decode: decoder!.manifest.schedule, features: manifest.features };
  };
  const plain = await scheduled();
  expect(plain).toMatchObject({ prefill: { source: "workgroup" }, decode: { lanesPerRow: 1, subgroup: 0 }, features: [] });
  expect(await scheduled("--family", "gpu")).toEqual(plain);
  expect(await scheduled("--family", "quick")).toMatchObject({ prefill: { source: "memory", unroll: "none" } });
  expect(await scheduled("--family", "apple", "--subgroup", "32")).toMatchObject({ decode: { lanesPerRow: 32, subgroup: 32 } });
  expect(await scheduled("--family", "lavapipe", "--subgroup", "8")).toMatchObject({ prefill: { source: "broadcast" }, features: ["subgroups"] });
  expect(await compile("causal.attn", "--head-dim", "8", "--family", "hopper", "--subgroup", "12")).toEqual({
    code: 2,
    stdout: "",
    stderr: `error[H807]: \`--family\` is "hopper" and must be one of nvidia, amd, intel, apple, mobile, lavapipe, swiftshader, software, gpu, quick

error[H807]: \`--subgroup\` is "12" and must be one of 4, 8, 16, 32, 64, 128
`,
  });
});

it("writes kernel and manifest as JSON", async () => {
  const { stdout } = await compile("causal.attn", "--head-dim", "64", "--dtype", "f16", "--block", "128x32", "--scale", "0.25", "--emit", "json");
  const { manifest, wgsl } = JSON.parse(stdout) as KernelModule;
  expect(manifest).toMatchObject({
    name: "causal",
    dtype: "f16",
    Hq: 8,
    Hkv: 8,
    D: 64,
    Dv: 64,
    block: [128, 32],
    scale: 0.25,
    features: ["shader-f16"],
  });
  expect(wgsl).toMatch(/^enable f16;$/m);
});

it("writes the program after the passes, of every variant, and in between what is asked for", async () => {
  const { code, stdout, stderr } = await compile("two.attn", "--emit", "ir", "--print-after", "split-mask", "-o", "-");
  expect(code).toBe(0);
  expect(stdout).toMatchInlineSnapshot(`
    "variant one {
      %0: bool = ge(q_idx, kv_idx)
      mask %0
    }

    variant two {
      %0: f32 = mul(score, 2.0)
      score %0
    }
    "
  `);
  expect(stderr).toMatch(/^after split-mask:\nvariant one \{/);
});

it("chooses a variant", async () => {
  expect((await compile("two.attn", "--variant", "two", "--head-dim", "16")).stdout).toMatch(/^\/\/ two:/);
});

it("writes a module that needs the runtime alone", async () => {
  expect((await compile("causal.attn", "--head-dim", "16", "--emit", "ts", "-o", "causal.kernel.ts")).code).toBe(0);
  const text = readFileSync("causal.kernel.ts", "utf8");
  expect(text.match(/^import .*/gm)).toEqual([
    'import { createKernel, type Combiner, type Decoder, type Kernel, type Manifest } from "heed/runtime";',
  ]);
  expect(text).toContain("createKernel(device, { manifest, wgsl, decoder, combiner });");
  expect(text.match(/^export const \w+/gm)).toEqual(["manifest", "wgsl", "decoder", "combiner", "load"].map((name) => `export const ${name}`));
});

it("writes the planner beside the kernel, where there is one", async () => {
  const target = ["packed.attn", "--head-dim", "16", "--emit"];
  const module = JSON.parse((await compile(...target, "json")).stdout) as KernelModule;
  expect(Object.keys(module)).toEqual(["manifest", "wgsl", "decoder", "combiner", "planner"]);
  for (const program of [module.decoder!, module.combiner!, module.planner!]) {
    expect(Object.keys(program)).toEqual(["manifest", "wgsl"]);
    expect(await validateWgsl(program.wgsl)).toEqual([]);
  }
  const { stdout } = await compile(...target, "ts");
  expect(stdout.match(/^import .*/gm)).toEqual([
    'import { createKernel, type Combiner, type Decoder, type Kernel, type Manifest, type Planner } from "heed/runtime";',
  ]);
  expect(stdout).toContain("createKernel(device, { manifest, wgsl, decoder, combiner, planner });");
});

it("writes each of its kernels as text", async () => {
  const target = ["packed.attn", "--head-dim", "16", "--kernel"];
  const module = JSON.parse((await compile("packed.attn", "--head-dim", "16", "--emit", "json")).stdout) as KernelModule;
  const texts = { forward: module.wgsl, decode: module.decoder!.wgsl, combine: module.combiner!.wgsl, plan: module.planner!.wgsl };
  for (const [name, wgsl] of Object.entries(texts)) expect((await compile(...target, name)).stdout).toBe(wgsl);
  expect((await compile("causal.attn", "--head-dim", "16", "--kernel", "plan")).stderr).toMatch(/^error\[H817\]/);
  expect((await compile(...target, "plan", "--emit", "json")).stderr).toBe("error[H815]: `--kernel` and `--emit json` cannot be given together\n");
});

it("warns of reads that may leave their tensor", async () => {
  const { code, stderr } = await compile("unproved.attn", "--head-dim", "16", "-o", "unproved.wgsl");
  expect(code).toBe(0);
  expect(stderr).toMatch(/^warning\[W301\]/);
});

it("says what cannot be compiled", async () => {
  expect(await compile("causal.attn", "--head-dim", "257", "--heads", "3/2")).toEqual({
    code: 1,
    stdout: "",
    stderr:
      "error[H506]: 3 query heads cannot share 2 key/value heads\n  = help: Hq must be a multiple of Hkv\n\n" +
      "error[H507]: `D` is 257 and must be a whole number from 1 to 256\n\nerror[H507]: `Dv` is 257 and must be a whole number from 1 to 256\n",
  });
});
