/** @file `heed fmt`: `.attn` files in their canonical form, comments kept. */
import { formatAttn } from "#grammar/format.ts";
import { unknownSource } from "#src/diagnostics/codes/usage.ts";
import { fail } from "#src/diagnostics/report.ts";
import { writeOutput } from "#src/node/files/output.ts";
import { readSource } from "#src/node/load-variants.ts";
import { defineCommand, type Command } from "../command.ts";

/** The command. */
export const fmt: Command = defineCommand({
  usage: "FILE… [--check]",
  about: [
    "Formats .attn files in place; comments stay. `-` formats standard input to standard output.",
    "A file with syntax errors is left as it is.",
  ],
  files: [1, Infinity],
  options: { check: { help: "write nothing; name the files that would change, and exit with 1 if there are any" } },
  examples: ["alibi.attn", "--check variants/*.attn", "- < alibi.attn"],
  async run({ files, options, io, report }) {
    const other = files.find((file) => file !== "-" && !file.endsWith(".attn"));
    if (other !== undefined) fail(unknownSource(other, [".attn"]));
    let wouldChange = 0;
    for (const file of files) {
      const source = await readSource(file);
      const formatted = formatAttn(source, report);
      if (formatted === undefined) continue;
      const isSame = formatted === source.text;
      if (!isSame && options.check) await writeOutput("-", `${source.name}\n`, io.stdout);
      if (!isSame) wouldChange++;
      if (!options.check && (file === "-" || !isSame)) await writeOutput(file, formatted, io.stdout);
    }
    return options.check && wouldChange > 0 ? 1 : 0;
  },
});
