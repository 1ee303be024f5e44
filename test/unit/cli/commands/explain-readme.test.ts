/** @file The README shows what `--explain` says. */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { heed } from "#test/support/cli.ts";
import { scratchFolder } from "#test/support/scratch.ts";

const folder = scratchFolder();

it("shows the explanation as it is", async () => {
  const [, command, shown] = /```text\n\$ npx heed (compile .* --explain) -o kernel\.wgsl\n([^]*?)```/.exec(readFileSync("README.md", "utf8"))!;
  const { code, stdout, stderr } = await heed([...command!.split(" "), "-o", `${folder}/kernel.wgsl`]);
  expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
  expect(shown).toBe(stderr.replace(/\n$/, ""));
});
