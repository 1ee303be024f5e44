/** @file `heed fmt`: `.attn` files in their canonical form, comments kept; and files of any form in another. */
import { formatAttn } from "#grammar/format.ts";
import { conflictingOptions, missingOption, noVariant, onlyPython, tooManyFiles, unknownSource } from "#src/diagnostics/codes/usage.ts";
import { fail } from "#src/diagnostics/report.ts";
import { writeOutput } from "#src/node/files/output.ts";
import { loadSurface } from "#src/node/load-surface.ts";
import { readSource } from "#src/node/load-variants.ts";
import { defineCommand, type Call, type Command } from "../command.ts";
import { convert } from "../convert.ts";
import { forms, type Form } from "../gallery.ts";
import { declaredNames, nameOptions } from "../names-of-python.ts";
import * as values from "../values.ts";

const options = {
  check: { help: "write nothing; name the files that would change, and exit with 1 if there are any" },
  to: { value: "FORM", help: `write one file as ${forms.join(" or ")}, whatever it is in` },
  out: { value: "FILE", short: "o", help: "where to write what `--to` makes (standard output)" },
  variant: { value: "NAME", help: "of a .py file: a mod or generator, or two mods, as alibi+causal" },
  ...nameOptions,
} as const;

/** The command. */
export const fmt: Command = defineCommand({
  usage: "FILE… [--check | --to attn|ts [-o OUT]]",
  about: [
    "Formats .attn files in place; comments stay. `-` formats standard input to standard output.",
    "A file with syntax errors is left as it is.",
    "",
    "With --to it writes a file in another form: .attn, TypeScript or Python becomes .attn or TypeScript. What",
    "was written is read again, and is the same to the compiler. What the file imports is written into it.",
    "Comments at its head and on lines above an item move along; others are lost.",
  ],
  files: [1, Infinity],
  options,
  examples: ["alibi.attn", "--check variants/*.attn", "- < alibi.attn", "--to ts alibi.attn -o alibi.ts", "--to attn mods.py --input slope=f32[Hq]"],
  run: runFmt,
});

async function runFmt(call: Call<typeof options>): Promise<number> {
  const { files, options: given, report } = call;
  const form = values.oneOf("--to", given.to, forms, report);
  if (given.out !== undefined && given.to === undefined) report.add(missingOption("--to", "fmt", "`-o` is for what it makes"));
  if (given.to === undefined && (given.variant !== undefined || given.input.length + given.param.length > 0))
    report.add(missingOption("--to", "fmt"));
  if (given.check && given.to !== undefined) report.add(conflictingOptions("--check", "--to"));
  if (given.to !== undefined && files[1] !== undefined) report.add(tooManyFiles("fmt", files[1]));
  report.stop();
  return form ? convertFile(files[0]!, form, call) : formatFiles(call);
}

async function convertFile(path: string, form: Form, { options: given, io, report }: Call<typeof options>): Promise<number> {
  const isAttn = path === "-" || path.endsWith(".attn");
  if (given.variant !== undefined && !path.endsWith(".py")) report.add(onlyPython("--variant", path));
  const names = await declaredNames(given, [path], report);
  const source = await loadSurface(path, report, { ...names, variant: given.variant });
  report.stop();
  if (source.variants.length === 0) fail(noVariant(source.file.span.source.name));
  const text = isAttn && form === "attn" ? formatAttn(source.file.span.source, report)! : await convert(source, form);
  await writeOutput(given.out ?? "-", text, io.stdout);
  return 0;
}

async function formatFiles({ files, options: given, io, report }: Call<typeof options>): Promise<number> {
  const other = files.find((file) => file !== "-" && !file.endsWith(".attn"));
  if (other !== undefined) fail(unknownSource(other, [".attn"]));
  let wouldChange = 0;
  for (const file of files) {
    const source = await readSource(file);
    const formatted = formatAttn(source, report);
    if (formatted === undefined) continue;
    const isSame = formatted === source.text;
    if (!isSame && given.check) await writeOutput("-", `${source.name}\n`, io.stdout);
    if (!isSame) wouldChange++;
    if (!given.check && (file === "-" || !isSame)) await writeOutput(file, formatted, io.stdout);
  }
  return given.check && wouldChange > 0 ? 1 : 0;
}
