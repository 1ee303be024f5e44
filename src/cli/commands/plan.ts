/** @file `heed plan`: which blocks a mask leaves to compute, as a picture, as counts and runs, or as SVG. */
import * as codes from "#src/diagnostics/codes/usage.ts";
import type { Report } from "#src/diagnostics/report.ts";
import { inputsIn, sizeNames, variablesIn } from "#src/ir/variables.ts";
import { introducedSizes, type Variant } from "#src/ir/variant.ts";
import { writeOutput } from "#src/node/files/output.ts";
import { runPasses } from "#src/passes/index.ts";
import type { BlockPlan } from "#src/plan/block-plan.ts";
import { drawSvg } from "#src/plan/draw-svg.ts";
import { drawText, type DrawTextOptions } from "#src/plan/draw.ts";
import { planBlocks, type PlanRequest } from "#src/plan/plan-blocks.ts";
import { planToJson } from "#src/plan/plan-json.ts";
import * as callCodes from "#src/diagnostics/codes/call.ts";
import { checkParams } from "#src/runtime/params.ts";
import { bindInputs, readIntroducedSizes, type CallSizes } from "#src/runtime/tensors.ts";
import { oneVariant, variantOption } from "../choose-variant.ts";
import { defineCommand, type Call, type Command } from "../command.ts";
import { createPointLog, explainPlan } from "../explain-plan.ts";
import { explainMask } from "../explain-proofs.ts";
import { wantsColor } from "../io.ts";
import { namesInCall } from "../names-of-python.ts";
import { explain } from "../statement.ts";
import { checkStdin, inputOptions, inputPaths, readNamed, toInputs, type NamedTensor } from "../tensor-arguments.ts";
import * as values from "../values.ts";

/** As at a call: what 32-bit arithmetic on indices leaves room for. */
const largestSize = 2 ** 27;

const formats = ["text", "json", "svg"] as const;

const options = {
  variant: variantOption,
  "q-len": { value: "N", help: "query rows" },
  "kv-len": { value: "N", help: "keys" },
  heads: { value: "N[/M]", help: "query heads, over key/value heads (8)" },
  batch: { value: "N", help: "batches (1)" },
  "head-dim": { value: "N", help: "head dimension, for a mask that reads D or Dv (64)" },
  block: { value: "N[xM]", help: "rows and keys of a block, 16 to 256 (128)" },
  ...inputOptions,
  explain: { help: "say on standard error what was proved, what was evaluated pair by pair, and how the plan is stored" },
  format: { value: "FORMAT", help: `${formats.join(", ")} (text)` },
  out: { value: "FILE", short: "o", help: "where to write (standard output)" },
} as const;

/** The command. */
export const plan: Command = defineCommand({
  usage: "FILE --q-len N --kv-len N [--format text|json|svg] [-o OUT]",
  about: [
    "Makes the block plan of a variant's mask: full blocks are computed without the mask, partial ones",
    "with it, empty ones not at all. Tensors that the mask reads have to be given. The counts run over",
    "every batch and head; a block past the end of a sequence counts as partial unless it is empty.",
  ],
  files: [1, 1],
  options,
  examples: [
    "causal.attn --q-len 1024 --kv-len 1024",
    "window.attn --q-len 4096 --kv-len 4096 --param window=512 --block 128x64 --format json",
    "prefix-lm.attn --q-len 2048 --kv-len 2048 --batch 2 --input prefix=lengths.npy --format svg -o plan.svg",
  ],
  run: runPlan,
});

async function runPlan({ files, options: given, io, report }: Call<typeof options>): Promise<number> {
  const file = files[0]!;
  const format = values.oneOf("--format", given.format, formats, report) ?? (given.json ? "json" : "text");
  const sizes = readSizes(given, report);
  const block = values.block(given.block, report) ?? [128, 128];
  const params = values.params(given.param, report);
  const paths = inputPaths(given.input, report);
  checkStdin([file, ...paths.values()], report);
  report.stop();
  const tensors = await readNamed(paths);
  const variant = await oneVariant(file, given.variant, report, namesInCall(tensors, given.param, params));
  const { optimised, request } = prepare(variant, { sizes, block, params, tensors }, report);
  const log = createPointLog();
  const asked = given.explain ? { ...request, onPoints: log.onPoints } : request;
  const made = planBlocks(optimised.sections.mask, asked);
  if (given.explain) {
    explain(`${variant.name}, for all sizes, params and tensors`, explainMask(optimised), io);
    explain(`${variant.name}, in this call`, explainPlan(optimised, made, request, log), io);
  }
  const toStdout = given.out === undefined || given.out === "-";
  const style = { color: toStdout && wantsColor(io.stdout, io.env), maxWidth: (toStdout && io.stdout.isTTY && io.stdout.columns) || 100 };
  await writeOutput(given.out ?? "-", printPlan(made, format, variant.name, style), io.stdout);
  return 0;
}

function readSizes(given: Call<typeof options>["options"], report: Report): CallSizes {
  for (const option of ["q-len", "kv-len"] as const) {
    if (given[option] === undefined) report.add(codes.missingOption(`--${option}`, "plan", `for example \`--${option} 1024\``));
  }
  const size = (option: "q-len" | "kv-len" | "batch" | "head-dim", otherwise: number) =>
    values.wholeNumber(`--${option}`, given[option], report) ?? otherwise;
  const { Hq, Hkv } = values.heads(given.heads, report) ?? { Hq: 8, Hkv: 8 };
  const D = size("head-dim", 64);
  return { B: size("batch", 1), Hq, Hkv, Sq: size("q-len", 1), Skv: size("kv-len", 1), D, Dv: D };
}

interface PlanArguments {
  readonly sizes: CallSizes;
  readonly block: readonly [number, number];
  readonly params: Readonly<Record<string, number | boolean>>;
  readonly tensors: ReadonlyMap<string, NamedTensor>;
}

/** What is to be planned. */
interface Prepared {
  readonly optimised: Variant;
  readonly request: PlanRequest;
}

/** Checks the call as the runtime does, but for the tensors that the mask has no use for. */
function prepare(variant: Variant, { sizes, block, params: given, tensors }: PlanArguments, report: Report): Prepared {
  const { Hq, Hkv } = sizes;
  for (const [name, size] of Object.entries(sizes)) if (size > largestSize) report.add(callCodes.badSize(name, size));
  if (Hq! % Hkv! !== 0) report.add(callCodes.headRatio(Hq!, Hkv!));
  const optimised = runPasses(variant);
  const params = checkParams(variant.params, given, report);
  const sources = toInputs(tensors, variant, report);
  report.stop();
  const all = { ...sizes };
  readIntroducedSizes(variant.inputs, sources, all, report);
  const needed = neededInputs(optimised);
  const inputs = variant.inputs.filter(({ name }) => sources[name] !== undefined || needed.has(name));
  const bound = bindInputs(inputs, sources, all, report);
  report.stop();
  const known = new Map([...bound].map(([name, { type, shape, data }]) => [name, data && { type, shape, data }]));
  return { optimised, request: { block, sizes: all, params, tensors: known } };
}

/** The tensors that the mask reads, and those that its sizes are read from. */
function neededInputs(variant: Variant): Set<string> {
  const { mask } = variant.sections;
  if (!mask) return new Set();
  const read = inputsIn([mask]);
  const dims = variant.inputs.filter(({ name }) => read.has(name)).flatMap(({ dims: all }) => all);
  const names = variablesIn([mask, ...dims]);
  const introduced = introducedSizes(variant, (name) => sizeNames.includes(name));
  for (const [size, { input }] of introduced) if (names.has(size)) read.add(input);
  return read;
}

function printPlan(made: BlockPlan, format: (typeof formats)[number], title: string, style: DrawTextOptions): string {
  if (format === "json") return `${JSON.stringify(planToJson(made))}\n`;
  return format === "svg" ? drawSvg(made, { title }) : `${title}\n${drawText(made, style)}`;
}
