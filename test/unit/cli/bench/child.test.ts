/** @file A process of the bench that answers, fails, ends and never was. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { startChild, type Child } from "#src/cli/bench/child.ts";
import { scratchFolder } from "#test/support/scratch.ts";

const path = join(scratchFolder(), "worker.mjs");
writeFileSync(
  path,
  `process.on("message", ({ ask }) => {
    if (ask === 1) process.send({ value: [process.env.MESA_SHADER_CACHE_DISABLE, process.execArgv.join()] });
    if (ask === 2) process.send({ error: "it cannot" });
    if (ask === 3) { console.error("first\\nlast words"); process.exit(7); }
    if (ask === 4) process.kill(process.pid, "SIGSEGV");
  });`,
);

async function withChild(use: (child: Child) => Promise<void>): Promise<void> {
  const child = startChild({ path, nodeFlags: ["--no-warnings"] });
  try {
    await use(child);
  } finally {
    child.end();
  }
}

it("answers one thing after the other, started as it was told, without the driver's cache", async () => {
  await withChild(async (child) => {
    expect(await child.ask("time", 1)).toEqual(["true", "--no-warnings"]);
    await expect(child.ask("time", 2)).rejects.toThrow("it cannot");
    expect(await child.ask("time", 1)).toEqual(["true", "--no-warnings"]);
  });
});

it("says how it ended, and with what words, as often as it is asked", async () => {
  await withChild(async (child) => {
    await expect(child.ask("time", 3)).rejects.toThrow("its process ended with 7: last words");
    await expect(child.ask("time", 1)).rejects.toThrow(/closed|EPIPE/);
  });
  await withChild((child) => expect(child.ask("time", 4)).rejects.toThrow("its process ended with SIGSEGV"));
});

it("says so where there is no such Node", async () => {
  const child = startChild({ path, execPath: "/nowhere/node" });
  await expect(child.ask("time", 1)).rejects.toThrow("/nowhere/node");
});
