/** @file `heed new`: a variant of the user's own, begun as the copy of an example under another name. */
import { join } from "node:path";
import { badValue, missingOption, unknownExample } from "#src/diagnostics/codes/usage.ts";
import { createReport, type Report } from "#src/diagnostics/report.ts";
import { suggest } from "#src/diagnostics/suggest.ts";
import { fromAttn } from "#src/frontend/index.ts";
import { createOutput, writeOutput } from "#src/node/files/output.ts";
import { defineCommand, type Call, type Command } from "../command.ts";
import { forms, readExample, readGallery, searchGallery, type Form, type GalleryEntry } from "../gallery.ts";
import { attentionName, renameExample } from "../rename-example.ts";
import * as values from "../values.ts";

const options = {
  from: { value: "EXAMPLE", help: "the example to start from; `heed list` shows them" },
  form: { value: "FORM", help: `what to write it in: ${forms.join(" or ")} (attn)` },
  out: { value: "DIR", short: "o", help: "the folder to write to (the current one)" },
} as const;

/** The command. */
export const newVariant: Command = defineCommand({
  usage: "NAME --from EXAMPLE [--form attn|ts] [-o DIR]",
  about: [
    "Starts a variant of your own: the text of an example, its attention renamed, in the new file NAME.attn or",
    "NAME.ts. Dashes of the name become `_` in the attention's. A file that is there is not overwritten.",
  ],
  files: [1, 1],
  operand: "a name",
  options,
  examples: ["my-window --from sliding-window", "regions --from swin --form ts -o src"],
  run: runNew,
});

async function runNew({ files, options: given, io, report }: Call<typeof options>): Promise<number> {
  const name = files[0]!;
  const form: Form = values.oneOf("--form", given.form, forms, report) ?? "attn";
  if (given.from === undefined) report.add(missingOption("--from", "new", "name an example; `heed list` shows them"));
  const example = given.from === undefined ? undefined : findExample(given.from, readGallery(), report);
  if (!isGoodName(name, example)) report.add(badValue("NAME", name, goodName));
  report.stop();
  const path = join(given.out ?? ".", `${name}.${form}`);
  await createOutput(path, renameExample(readExample(example!.name, form), form, name));
  await writeOutput("-", given.json ? `${JSON.stringify({ file: path, from: example!.name })}\n` : `${path}\n`, io.stdout);
  return 0;
}

function findExample(name: string, entries: readonly GalleryEntry[], report: Report): GalleryEntry | undefined {
  const found = entries.find((entry) => entry.name === name);
  if (!found) report.add(unknownExample(name, nearTo(name, entries)));
  return found;
}

/** The name that is one slip away; else the examples that have its words anywhere. */
function nearTo(name: string, entries: readonly GalleryEntry[]): string[] {
  const slip = suggest(
    name,
    entries.map((entry) => entry.name),
  );
  if (slip !== undefined) return [slip];
  const words = name.split(/[^A-Za-z0-9]+/).filter((word) => word.length > 2);
  return [...new Set(words.flatMap((word) => searchGallery(entries, [word])))].slice(0, 5).map((entry) => entry.name);
}

const goodName = "a name for a file and an attention: letters, digits, `-` and `_`, a letter first, and none that has a meaning there already";

/** Whether the example can be read under the name. */
function isGoodName(name: string, example: GalleryEntry | undefined): boolean {
  if (!/^[A-Za-z](?:[\w-]*\w)?$/.test(name)) return false;
  const text = example ? renameExample(readExample(example.name, "attn"), "attn", name) : `attention ${attentionName(name)} {}`;
  const report = createReport();
  return fromAttn(text, { report }).some((variant) => variant.name === attentionName(name)) && !report.hasErrors();
}
