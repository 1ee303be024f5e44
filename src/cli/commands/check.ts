/** @file `heed check`: diagnostics only. */
import { reportUnprovedReads } from "#src/analysis/in-range.ts";
import { HeedError } from "#src/diagnostics/diagnostic.ts";
import type { Report } from "#src/diagnostics/report.ts";
import { loadVariants, type FreeNames } from "#src/node/load-variants.ts";
import { runPasses } from "#src/passes/index.ts";
import { defineCommand, type Command } from "../command.ts";
import { declaredNames, nameOptions } from "../names-of-python.ts";

/** The command. */
export const check: Command = defineCommand({
  usage: "FILE… [--json]",
  about: [
    "Reads variants and says what is wrong with them: mistakes of syntax, of names and types, and what",
    "could surprise, such as reads that may leave their tensor. Silent where all is well.",
  ],
  files: [1, Infinity],
  options: nameOptions,
  examples: ["alibi.attn", "variants/*.attn variants/*.ts", "- < alibi.attn", "--json alibi.attn", "mods.py --input slope=f32[Hq]"],
  diagnosticsAreResult: true,
  async run({ files, options, report }) {
    const names = await declaredNames(options, files, report);
    for (const file of files) await checkFile(file, names, report);
    return 0;
  },
});

/** A file that cannot be read does not keep the next from being checked. */
async function checkFile(file: string, names: FreeNames, report: Report): Promise<void> {
  try {
    for (const variant of await loadVariants(file, report, names)) reportUnprovedReads(runPasses(variant), report);
  } catch (thrown) {
    if (!(thrown instanceof HeedError)) throw thrown;
    const known = new Set(report.diagnostics);
    thrown.diagnostics.filter((diagnostic) => !known.has(diagnostic)).forEach((diagnostic) => report.add(diagnostic));
  }
}
