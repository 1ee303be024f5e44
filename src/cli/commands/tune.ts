/** @file `heed tune`: which schedules are the fastest on this device. */
import type { Report } from "#src/diagnostics/report.ts";
import type { Variant } from "#src/ir/variant.ts";
import { writeOutput } from "#src/node/files/output.ts";
import { chosenVariants, variantOption } from "../choose-variant.ts";
import { defineCommand, type Call, type Command } from "../command.ts";
import { readShape, shapeForm } from "../shapes.ts";
import { inputOptions } from "../tensor-arguments.ts";
import type { TuneSettings } from "../tune/task.ts";
import * as values from "../values.ts";

/** Few query rows are not among them: many masks leave a single one next to nothing to do. */
const defaultShapes = ["1,8,8,1024,1024,64"];

const options = {
  variant: variantOption,
  shapes: { value: shapeForm, many: true, help: `sizes; once per shape (${defaultShapes.join(" ")})` },
  param: inputOptions.param,
  dtype: { value: "TYPE", help: "storage of q, k, v and out: f32 or f16 (f32)" },
  block: { value: "N[xM]", help: "rows and keys of a block of the plan, 16 to 256 (Heed's choice)" },
  repeat: { value: "N", help: "rounds of the last race (7)" },
  budget: { value: "SECONDS", help: "time for the search, beside that of making Heed's own choice (120)" },
  seed: { value: "N", help: "of the random data (1)" },
  out: { value: "FILE", short: "o", help: "where the tuning goes, the JSON that `compile` and `--tuning` take" },
} as const;

/** The command. */
export const tune: Command = defineCommand({
  usage: "FILE… [--shapes B,Hq,Hkv,Sq,Skv,D[,Dv]]… -o tuned.json",
  about: [
    "Looks for the fastest schedule on this device: begins with what suits other devices of its sort and goes",
    "on with what is one step from the best, until no step helps or the time is up. Shapes that differ in",
    "lengths alone share a schedule, and the sum of their times counts; few query rows have one of their own.",
    "Every schedule is held against float64 before it is timed; it is taken where it is faster than Heed's own",
    "choice in every round of the last race.",
  ],
  files: [1, Infinity],
  options,
  examples: ["causal.attn --shapes 1,8,8,2048,2048,64 -o tuned.json", "full.attn --shapes 1,32,8,1,4096,128 --dtype f16 --budget 600 -o tuned.json"],
  run: runCommand,
});

async function runCommand({ files, options: given, io, report, progress }: Call<typeof options>): Promise<number> {
  const shapes = (given.shapes.length > 0 ? given.shapes : defaultShapes).map((text) => readShape(text, report));
  const settings = readSettings(given, report);
  report.stop();
  const { reexecWithAdapter } = await import("#src/node/reexec.ts");
  // The child has done everything, and said how it went.
  if (await reexecWithAdapter()) return Number(process.exitCode);
  const variants: Variant[] = [];
  for (const file of files) variants.push(...(await chosenVariants(file, given.variant, report)));
  const { runTune } = await import("../tune/run-tune.ts");
  const { formatTuned, tunedToJson, tuningOf } = await import("../tune/report.ts");
  const known = shapes.map((sizes) => sizes!);
  const { adapter, tuned } = await runTune(variants, known, settings, report, progress);
  progress.clear();
  if (given.out !== undefined) await writeOutput(given.out, `${JSON.stringify(tuningOf(adapter, tuned), undefined, 2)}\n`, io.stdout);
  if (given.out !== "-") await writeOutput("-", given.json ? tunedToJson(adapter, tuned) : formatTuned(tuned), io.stdout);
  return tuned.every(({ result }) => !("reason" in result)) ? 0 : 1;
}

function readSettings(given: Call<typeof options>["options"], report: Report): TuneSettings {
  return {
    params: values.params(given.param, report),
    dtype: values.oneOf("--dtype", given.dtype, ["f32", "f16"] as const, report) ?? "f32",
    block: values.block(given.block, report),
    rounds: values.wholeNumber("--repeat", given.repeat, report) ?? 7,
    seed: values.wholeNumber("--seed", given.seed, report, 0) ?? 1,
    budget: values.wholeNumber("--budget", given.budget, report) ?? 120,
  };
}
