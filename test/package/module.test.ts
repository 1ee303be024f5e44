/** @file Modules that `heed compile` writes, as an app uses them: they type-check, import what they say, and run. */
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { beforeAll, expect, it } from "vitest";
import type { Planner } from "#codegen/manifest.ts";
import { combine } from "#src/runtime/combine.ts";
import type { Kernel } from "#src/runtime/kernel.ts";
import { gpuDescribe, testDevice } from "#test/support/device.ts";
import { upload } from "#test/support/refined-plans.ts";
import { scratchFolder } from "#test/support/scratch.ts";

const folder = scratchFolder();
const names = ["kernel.ts", "standalone.ts", "kernel.mjs", "standalone.mjs"];

/** What an app would write on top of a module. */
const use = (file: string): string => `import { load, manifest, wgsl, decoder, combiner } from "./${file}";
import { combine } from "./${file.startsWith("standalone") ? file : "runtime.ts"}";
export async function use(device: GPUDevice): Promise<number> {
  const kernel = await load(device);
  const { out } = await kernel.run({ q: new Float32Array(64), slope: { data: new Float32Array(2), shape: [2] } }, { B: 1, Sq: 4, Skv: 4, params: {} });
  return "length" in out ? out.length + wgsl.length + Object.keys(manifest).length : 0;
}
export async function shards(device: GPUDevice): Promise<number> {
  const kernel = await load(device);
  const [q, sizes] = [new Float32Array(64), { B: 1, Sq: 4, Skv: 4 }];
  const parts = [await kernel.partial({ q }, { ...sizes, keys: [0, 1] }), await kernel.partial({ q }, { ...sizes, keys: [1, 4] })];
  return combine(parts).out.length + decoder.wgsl.length + combiner.wgsl.length;
}
// @ts-expect-error sizes are needed
export const lacking = async (device: GPUDevice) => (await load(device)).run({}, { B: 1 });
`;

beforeAll(() => {
  writeFileSync(
    join(folder, "alibi.attn"),
    "attention alibi {\n  input slope: f32[Hq]\n  mask = q_idx >= kv_idx && slope[h] >= 0\n  score = score + slope[h] * (kv_idx - q_idx)\n}\n",
  );
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(resolve("."), join(folder, "node_modules", "heed"));
  for (const name of names) {
    const [stem, end] = name.split(".");
    const form = ["--emit", end === "ts" ? "ts" : "js", ...(stem === "standalone" ? ["--standalone"] : [])];
    const args = [resolve("dist/cli.mjs"), "compile", "alibi.attn", "--head-dim", "8", "--heads", "2", ...form, "-o", name];
    const { status, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8" });
    if (status !== 0) throw new Error(stderr);
  }
});

const importsIn = (name: string): string[] =>
  [...readFileSync(join(folder, name), "utf8").matchAll(/^\s*(?:import|export)\b[^\n]*\bfrom "([^"]+)"/gm)].map((match) => match[1]!);

it("import the runtime alone, or nothing", () => {
  expect(names.map(importsIn)).toEqual([["heed/runtime"], [], ["heed/runtime"], []]);
});

it("satisfy a strict compiler, and let it find mistakes", () => {
  writeFileSync(join(folder, "runtime.ts"), 'export { combine } from "heed/runtime";\n');
  writeFileSync(join(folder, "use-kernel.ts"), use("kernel.ts"));
  writeFileSync(join(folder, "use-standalone.ts"), use("standalone.ts"));
  const compilerOptions = {
    target: "es2022",
    lib: ["es2023", "dom"],
    module: "nodenext",
    types: [],
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    erasableSyntaxOnly: true,
    allowImportingTsExtensions: true,
    noEmit: true,
  };
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["*.ts"] }));
  const { status, stdout } = spawnSync(process.execPath, [resolve("node_modules/typescript/bin/tsc"), "-p", folder], { encoding: "utf8" });
  expect({ status, stdout }).toEqual({ status: 0, stdout: "" });
});

gpuDescribe("on a device", () => {
  it.each(["kernel.mjs", "standalone.mjs"])("%s runs", async (name) => {
    const module = (await import(pathToFileURL(join(folder, name)).href)) as { load(device: GPUDevice): Promise<Kernel>; combine?: typeof combine };
    const { load } = module;
    const kernel = await load(await testDevice());
    const wave = (length: number): Float32Array => Float32Array.from({ length }, (_, i) => Math.sin(i));
    const [tensors, sizes] = [
      { q: wave(64), k: wave(64), v: wave(64) },
      { B: 1, Sq: 4, Skv: 4 },
    ];
    const { out, lse } = await kernel.run({ ...tensors, slope: wave(2) }, sizes);
    // The first row of a causal attention sees the first key alone.
    expect((out as Float32Array).slice(0, 8)).toEqual(wave(8));
    expect((lse as Float32Array).every(Number.isFinite)).toBe(true);
    // Shards of the keys, merged; few rows are run by the decoder.
    const shard = ([first, end]: readonly [number, number]) =>
      Float32Array.from({ length: 16 * (end - first) }, (_, i) => {
        const perHead = 8 * (end - first);
        return Math.sin(Math.floor(i / perHead) * 32 + first * 8 + (i % perHead));
      });
    const shards = [[0, 1] as const, [1, 4] as const];
    const parts = await Promise.all(
      shards.map((keys) => kernel.partial({ q: wave(64), k: shard(keys), v: shard(keys), slope: wave(2) }, { ...sizes, keys })),
    );
    const merged = (module.combine ?? combine)(parts);
    (merged.out as Float32Array).forEach((x, i) => expect(x).toBeCloseTo((out as Float32Array)[i]!, 5));
    // What the mask reads is on the device alone: the module's planner runs.
    const slope = await upload(wave(2));
    expect(await kernel.run({ ...tensors, slope }, sizes)).toEqual({ out, lse });
    const planner = ((await import(pathToFileURL(join(folder, name)).href)) as { planner: Planner }).planner;
    expect(planner.manifest.bindings.map(({ input, role }) => input ?? role).toSorted()).toEqual(["call", "plan", "refined", "slope"]);
    slope.destroy();
  });
});
