/** @file The built command, started as a user starts it: pipes, exit codes, its own start time, and what it says where a package is missing. */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { encodeNpy } from "#src/node/files/npy.ts";
import { encodeSafetensors, parseSafetensors } from "#src/node/files/safetensors.ts";
import { gpuDescribe, withoutDawn } from "#test/support/device.ts";
import { scratchFolder } from "#test/support/scratch.ts";

const program = resolve("dist/cli.mjs");
const folder = scratchFolder();
const causal = "attention causal {\n  mask = q_idx >= kv_idx\n}\n";
const tensor = { type: "f32", shape: [1, 1, 4, 4], data: Float32Array.from({ length: 16 }, (_, i) => i / 16) } as const;
const tensors = encodeSafetensors(new Map(["q", "k", "v"].map((name) => [name, tensor])));
writeFileSync(join(folder, "causal.attn"), causal);
writeFileSync(join(folder, "full.ts"), 'import { attention } from "heed";\nexport const full = attention({ name: "full" });\n');
writeFileSync(join(folder, "t.safetensors"), tensors);
writeFileSync(join(folder, "q.npy"), encodeNpy(tensor));

interface Started {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface StartOptions {
  readonly input?: string | Uint8Array;
  readonly env?: NodeJS.ProcessEnv;
  readonly path?: string;
}

function start(args: readonly string[], { input = "", env = process.env, path = program }: StartOptions = {}): Started {
  const { status, stdout, stderr } = spawnSync(process.execPath, [path, ...args], { cwd: folder, env, input, encoding: "utf8" });
  return { status, stdout, stderr: withoutDawn(stderr) };
}

it("starts at once", () => {
  // Processor time: how long it takes on a machine that has nothing else to do.
  const script = `TIMEFORMAT="%U %S"; time "${process.execPath}" "${program}" --help > /dev/null`;
  const times = Array.from({ length: 10 }, () => {
    const { status, stderr } = spawnSync("bash", ["-c", script], { encoding: "utf8", env: { ...process.env, LC_ALL: "C" } });
    expect(status).toBe(0);
    return stderr
      .trim()
      .split(" ")
      .reduce((sum, seconds) => sum + 1000 * Number(seconds), 0);
  });
  const best = Math.min(...times);
  console.info(`heed --help: ${best.toFixed(0)} ms, budget 150 ms`);
  expect(best).toBeGreaterThan(0);
  expect(best).toBeLessThan(150);
});

it("reads and writes pipes", () => {
  expect(start(["fmt", "-"], { input: "attention  causal{mask=q_idx>=kv_idx}" })).toEqual({ status: 0, stdout: causal, stderr: "" });
  expect(start(["check", "-"], { input: "attention a {\n  mask = 1\n}" })).toMatchObject({
    status: 1,
    stdout: "",
    stderr: expect.stringContaining("--> <stdin>:2:10"),
  });
  const { status, stdout } = start(["plan", "-", "--q-len", "64", "--kv-len", "64", "--json"], { input: causal });
  expect({ status, ...(JSON.parse(stdout) as object) }).toMatchObject({ status: 0, partial: 8 });
});

it("takes tensors from a pipe and gives results to one", () => {
  const args = [program, "run", "causal.attn", "--tensors", "-", "--device", "reference", "-o", "-"];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, input: tensors });
  expect({ status, stderr: stderr.toString() }).toEqual({ status: 0, stderr: "" });
  const results = parseSafetensors(stdout, "out");
  expect([...results].map(([name, { shape }]) => [name, shape])).toEqual([
    ["out", [1, 1, 4, 4]],
    ["lse", [1, 1, 4]],
  ]);
  expect(results.get("out")?.data.slice(0, 4)).toEqual(tensor.data.slice(0, 4));
});

it("does not mind a reader that leaves", () => {
  const command = `"${process.execPath}" "${program}" compile causal.attn --head-dim 64 --emit js --standalone | head -c 1; echo " \${PIPESTATUS[0]}"`;
  const { stdout, stderr } = spawnSync("bash", ["-c", command], { cwd: folder, encoding: "utf8" });
  expect({ stdout, stderr }).toEqual({ stdout: "/ 0\n", stderr: "" });
});

it("says when standard output is full", () => {
  const { status, stderr } = spawnSync("bash", ["-c", `"${process.execPath}" "${program}" check --help > /dev/full`], { encoding: "utf8" });
  expect({ status, stderr }).toEqual({ status: 1, stderr: "error[H705]: `<stdout>` cannot be written: the disk is full\n" });
});

it("tells wrong usage by its exit code", () => {
  expect(start(["pln"])).toEqual({ status: 2, stdout: "", stderr: "error[H801]: there is no command `pln`\n  = help: did you mean `plan`?\n" });
});

gpuDescribe("on an adapter that has to be found first", () => {
  const { HEED_ADAPTER_CHOSEN: _, ...env } = process.env;

  it("runs", () => {
    const { status, stderr } = start(["run", "causal.attn", "--tensors", "t.safetensors", "-o", "gpu.safetensors"], { env });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "wrote gpu.safetensors: out f32[1, 1, 4, 4], lse f32[1, 1, 4]\n" });
  });

  it("hands on the exit code", () => {
    const { status, stdout, stderr } = start(["run", "causal.attn", "--q", "q.npy", "--k", "q.npy", "--v", "none.npy", "-o", "x"], { env });
    expect({ status, stdout, stderr }).toEqual({
      status: 1,
      stdout: "",
      stderr: "error[H701]: `none.npy` cannot be read: there is no such file or directory\n",
    });
  });
});

describe("without the optional packages", () => {
  const home = join(folder, "bare", "node_modules", "heed");
  mkdirSync(home, { recursive: true });
  cpSync("dist", join(home, "dist"), { recursive: true });
  cpSync("package.json", join(home, "package.json"));
  const { dependencies = {} } = JSON.parse(readFileSync("package.json", "utf8")) as { dependencies?: Record<string, string> };
  for (const name of Object.keys(dependencies)) symlinkSync(resolve("node_modules", name), join(home, "..", name));
  const path = join(home, "dist", "cli.mjs");
  // No adapter is asked for: the software one is a package of its own.
  const { HEED_ADAPTER_CHOSEN: _, HEED_ADAPTER: __, ...env } = process.env;
  const bare = (...args: string[]): Started => start(args, { path, env });

  it("has all that needs neither a GPU nor TypeScript", () => {
    expect(bare("check", "causal.attn")).toEqual({ status: 0, stdout: "", stderr: "" });
    expect(bare("compile", "causal.attn", "--head-dim", "16", "--emit", "ts", "--standalone", "-o", "bare.ts").status).toBe(0);
    expect(bare("run", "causal.attn", "--tensors", "t.safetensors", "--device", "reference", "-o", "bare.safetensors").status).toBe(0);
    expect(existsSync(join(folder, "bare.safetensors"))).toBe(true);
  });

  it("names ts-morph, and the command that adds it", () => {
    expect(bare("check", "full.ts")).toEqual({
      status: 1,
      stdout: "",
      stderr: "error[H601]: reading TypeScript needs the package `ts-morph`, which is not installed\n  = help: add it with `npm install ts-morph`\n",
    });
  });

  it("names webgpu, and the command that adds it", () => {
    expect(bare("run", "causal.attn", "--tensors", "t.safetensors", "-o", "x.safetensors")).toEqual({
      status: 1,
      stdout: "",
      stderr: "error[H601]: a GPU device in Node needs the package `webgpu`, which is not installed\n  = help: add it with `npm install webgpu`\n",
    });
  });

  it("has a doctor that says what is missing", () => {
    const { status, stdout, stderr } = bare("doctor");
    expect(status).toBe(1);
    expect(stdout).toMatch(/^webgpu +not installed; needed for a GPU device in Node$/m);
    expect(stdout).toMatch(/^ts-morph +not installed; needed for variants in TypeScript files$/m);
    expect(stdout).toMatch(/^adapter +none$/m);
    expect(stderr).toMatch(/^error\[H601\]/);
  });
});
