/** @file `heed verify`: kernels against the dense reference on random data, within the budget that rounding allows. */
import { weightsOf } from "#codegen/schedule.ts";
import type { Report } from "#src/diagnostics/report.ts";
import type { Variant } from "#src/ir/variant.ts";
import { writeOutput } from "#src/node/files/output.ts";
import { compareWithBudget, rowBudgets, type Comparison } from "#src/reference/budget.ts";
import type { DenseSizes } from "#src/reference/dense.ts";
import type { Kernel } from "#src/runtime/kernel.ts";
import { chosenVariants, variantOption } from "../choose-variant.ts";
import { defineCommand, type Call, type Command } from "../command.ts";
import { denseProblem, toFloats } from "../dense-call.ts";
import { declaredNames, nameOptions } from "../names-of-python.ts";
import type { Progress } from "../progress.ts";
import { randomCall, randomParams } from "../random-call.ts";
import { readShape, shapeForm, shapeText } from "../shapes.ts";
import { formatTable } from "../table.ts";
import { inputOptions } from "../tensor-arguments.ts";
import { tuningFrom, tuningOption } from "../tuning-option.ts";
import * as values from "../values.ts";
import { familyForOnce } from "../once.ts";

const dtypes = ["f32", "f16"] as const;

/** Ragged ends, shared heads, more queries than keys and fewer, one query, Dv apart from D; few head dims, since each is a kernel to build. */
const defaultShapes = ["1,4,2,48,48,16", "2,4,2,33,70,16", "1,4,2,70,33,16", "1,4,2,1,65,16", "1,2,2,19,37,17,9"];

const options = {
  variant: variantOption,
  shapes: { value: shapeForm, many: true, help: "sizes to try; once per shape (a few small ones)" },
  input: nameOptions.input,
  param: inputOptions.param,
  dtype: { value: "TYPE", help: "storage of q, k, v and out: f32 or f16 (f32)" },
  block: { value: "N[xM]", help: "rows and keys of a block of the plan, 16 to 256 (64)" },
  tuning: tuningOption,
  seed: { value: "N", help: "of the random data (1)" },
} as const;

/** The command. */
export const verify: Command = defineCommand({
  usage: "FILE… [--shapes B,Hq,Hkv,Sq,Skv,D[,Dv]]…",
  about: [
    "Runs every variant on the GPU and by the dense reference in float64, on random data, and prints the",
    "worst error of `out` and `lse` beside what rounding allows: the budget, worked out for each row from",
    "a dense f32 run. Exits with 1 if one is over it. From the second shape on, params that are whole",
    "numbers are drawn at random up to their defaults, where --param does not give them.",
  ],
  files: [1, Infinity],
  options,
  examples: ["alibi.attn", "variants/*.attn --seed 7", "alibi.ts --variant alibi --shapes 1,8,8,512,512,64 --dtype f16 --json"],
  run: runVerify,
});

/** One line of the result. */
interface Outcome {
  readonly file: string;
  readonly variant: string;
  readonly sizes: DenseSizes;
  readonly params: Readonly<Record<string, number | boolean>>;
  readonly comparison: Comparison;
}

interface Task {
  readonly file: string;
  readonly variant: Variant;
  readonly sizes: DenseSizes;
  readonly params: Readonly<Record<string, number | boolean>>;
}

async function runVerify({ files, options: given, io, report, progress }: Call<typeof options>): Promise<number> {
  const shapes = (given.shapes.length > 0 ? given.shapes : defaultShapes).map((text) => readShape(text, report));
  const settings = readSettings(given, report);
  report.stop();
  const { reexecWithAdapter } = await import("#src/node/reexec.ts");
  // The child has done everything, and said how it went.
  if (await reexecWithAdapter()) return Number(process.exitCode);
  const names = await declaredNames(given, files, report);
  const tasks: Task[] = [];
  for (const file of files) {
    const variants = await chosenVariants(file, given.variant, report, names);
    tasks.push(
      ...variants.flatMap((variant) => shapes.map((sizes, i) => ({ file, variant, sizes: sizes!, params: paramsOf(variant, sizes!, i, settings) }))),
    );
  }
  const outcomes = await verifyAll(tasks, settings, report, progress);
  progress.clear();
  const text = given.json ? `${JSON.stringify(outcomesToJson(outcomes, settings))}\n` : formatOutcomes(outcomes);
  await writeOutput("-", text, io.stdout);
  return outcomes.every(({ comparison }) => comparison.ok) ? 0 : 1;
}

/** The first shape has the defaults; on the others a window, say, is made short enough to matter. */
function paramsOf(variant: Variant, sizes: DenseSizes, place: number, { params, seed }: Settings): Task["params"] {
  return { ...(place === 0 ? {} : randomParams(variant, sizes, seed + place)), ...params };
}

interface Settings {
  readonly params: Readonly<Record<string, number | boolean>>;
  readonly dtype: "f32" | "f16";
  readonly block: readonly [number, number] | undefined;
  readonly seed: number;
  readonly tuning: string | undefined;
}

function readSettings(given: Call<typeof options>["options"], report: Report): Settings {
  return {
    params: values.params(given.param, report),
    dtype: values.oneOf("--dtype", given.dtype, dtypes, report) ?? "f32",
    block: values.block(given.block, report),
    seed: values.wholeNumber("--seed", given.seed, report, 0) ?? 1,
    tuning: given.tuning,
  };
}

/** One device for all; kernels are kept while the variant and the compiled sizes stay the same. */
async function verifyAll(tasks: readonly Task[], settings: Settings, report: Report, progress: Progress): Promise<Outcome[]> {
  const { openDevice, closeDevices } = await import("#src/node/dawn.ts");
  const { compile } = await import("#src/runtime/compile.ts");
  const { dtype, block } = settings;
  const device = await openDevice({ features: dtype === "f16" ? ["shader-f16"] : [] });
  const kernels = new Map<string, Kernel>();
  try {
    const fixed = { device, dtype, ...(block ? { block } : {}), ...(await tuningFrom(settings.tuning, device, report)) };
    const outcomes: Outcome[] = [];
    for (const task of tasks) {
      progress.show(outcomes.length / tasks.length, `${task.variant.name} ${shapeText(task.sizes)}`);
      const { Hq, Hkv, D, Dv } = task.sizes;
      const key = [task.file, task.variant.name, Hq, Hkv, D, Dv].join();
      const kernel = kernels.get(key) ?? (await compile(task.variant, { ...fixed, ...familyForOnce(device, task.sizes), Hq, Hkv, D, Dv }));
      kernels.set(key, kernel);
      outcomes.push({ ...task, variant: task.variant.name, comparison: await verifyOne(task, kernel, settings, report) });
    }
    return outcomes;
  } finally {
    closeDevices();
  }
}

async function verifyOne({ variant, sizes, params }: Task, kernel: Kernel, { dtype, seed }: Settings, report: Report): Promise<Comparison> {
  const call = randomCall(variant, { sizes, dtype, params, seed }, report);
  const budgets = rowBudgets(variant, denseProblem(variant, call, report), dtype);
  const { B, Sq, Skv } = sizes;
  const { out, lse } = await kernel.run({ q: call.q, k: call.k, v: call.v, ...call.inputs }, { B, Sq, Skv, params });
  const result = { out: toFloats({ type: dtype, data: out as Float32Array }), lse: lse as Float32Array };
  return compareWithBudget(result, budgets, weightsOf(kernel.manifest.schedule));
}

const verdict = ({ ok }: Comparison): string => (ok ? "ok" : "over budget");

/** Numbers that JSON has no word for are told by name. */
const jsonNumber = (value: number): number | string => (Number.isFinite(value) ? value : String(value));

function formatOutcomes(outcomes: readonly Outcome[]): string {
  const rows = outcomes.map(({ variant, sizes, params, comparison }) => {
    const { worst, worstError, budgetAtWorst } = comparison;
    const given = Object.entries(params).map(([name, value]) => `${name}=${value}`);
    return [
      variant,
      shapeText(sizes),
      given.join(" ") || "-",
      worstError.toExponential(1),
      budgetAtWorst.toExponential(1),
      worst.toFixed(2),
      verdict(comparison),
    ];
  });
  const bad = outcomes.flatMap(({ variant, sizes, comparison: { firstBad } }) => {
    if (!firstBad) return [];
    const { what, index, expected, found } = firstBad;
    return [`${variant} ${shapeText(sizes)}: ${what}[${index.join(", ")}] is ${found} and should be ${expected}`];
  });
  return `${formatTable(["variant", "shape", "params", "error", "budget", "ratio", "verdict"], rows)}${bad.map((line) => `${line}\n`).join("")}`;
}

function outcomesToJson(outcomes: readonly Outcome[], { seed, dtype }: Settings): object {
  const results = outcomes.map(({ file, variant, sizes, params, comparison }) => {
    const { worst, worstError, budgetAtWorst, ok, firstBad } = comparison;
    const bad = firstBad && { ...firstBad, expected: jsonNumber(firstBad.expected), found: jsonNumber(firstBad.found) };
    return { file, variant, ...sizes, params, error: jsonNumber(worstError), budget: budgetAtWorst, ratio: jsonNumber(worst), ok, firstBad: bad };
  });
  return { dtype, seed, ok: results.every(({ ok }) => ok), results };
}
