import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { build } from "esbuild";
import { beforeAll, describe, expect, it } from "vitest";
import { canRunSwiftShader } from "#src/node/swiftshader.ts";
import { scratchFolder } from "#test/support/scratch.ts";

const scratch = scratchFolder();
const program = join(scratch, "program.mjs");

/** Says which process it is, then does what its argument says. */
const source = `
  import { reexecWithAdapter } from "#src/node/reexec.ts";
  const parent = await reexecWithAdapter();
  console.log(parent ? "parent" : "child " + process.argv[2]);
  if (!parent) process.argv[2] === "die" ? process.kill(process.pid, "SIGKILL") : process.exit(Number(process.argv[2]));
`;

beforeAll(async () => {
  await build({
    stdin: { contents: source, resolveDir: process.cwd() },
    outfile: program,
    bundle: true,
    platform: "node",
    format: "esm",
    external: ["webgpu"],
    logLevel: "error",
  });
});

function start(argument: string, env: Record<string, string>): { stdout: string; status: number | null; signal: string | null } {
  const { stdout, status, signal } = spawnSync(process.execPath, [program, argument], {
    encoding: "utf8",
    env: { XDG_CACHE_HOME: scratch, NODE_PATH: join(process.cwd(), "node_modules"), ...env },
  });
  return { stdout, status, signal };
}

it("does nothing where the environment needs no change", () => {
  expect(start("3", { HEED_ADAPTER: "system" })).toEqual({ stdout: "child 3\n", status: 3, signal: null });
});

describe.runIf(canRunSwiftShader())("with the software adapter", () => {
  it("starts the process again, once, and passes on arguments and exit code", () => {
    expect(start("7", { HEED_ADAPTER: "swiftshader" })).toEqual({ stdout: "child 7\nparent\n", status: 7, signal: null });
  });

  it("dies as its child died", () => {
    expect(start("die", { HEED_ADAPTER: "swiftshader" })).toEqual({ stdout: "child die\n", status: null, signal: "SIGKILL" });
  });
});
