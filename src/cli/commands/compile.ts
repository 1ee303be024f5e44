/** @file `heed compile`: a variant as kernel text, as a module for an app, as JSON, or as IR. */
import type { KernelModule, Program } from "#codegen/manifest.ts";
import { deviceFamilies } from "#codegen/choose-schedule.ts";
import { baseLimits, compileVariant, type CompileTarget } from "#src/compile.ts";
import { reportUnprovedReads } from "#src/analysis/in-range.ts";
import * as codes from "#src/diagnostics/codes/usage.ts";
import { fail, type Report } from "#src/diagnostics/report.ts";
import { printVariant } from "#src/ir/print.ts";
import type { Variant } from "#src/ir/variant.ts";
import { writeOutput } from "#src/node/files/output.ts";
import { pipeline, runPasses } from "#src/passes/index.ts";
import { chosenVariants, oneVariant, variantOption } from "../choose-variant.ts";
import { defineCommand, type Call, type Command } from "../command.ts";
import { emitModule } from "../emit-module.ts";
import { explainProofs } from "../explain-proofs.ts";
import type { Io } from "../io.ts";
import { declaredNames, nameOptions } from "../names-of-python.ts";
import { explain } from "../statement.ts";
import * as values from "../values.ts";

const forms = ["wgsl", "ts", "js", "json", "ir"] as const;
const kernels = ["forward", "decode", "combine", "plan"] as const;
const dtypes = ["f32", "f16"] as const;
const passNames = pipeline.flatMap(({ passes }) => passes.map(({ name }) => name));

const options = {
  variant: variantOption,
  ...nameOptions,
  emit: { value: "FORM", help: `what to write: ${forms.join(", ")} (wgsl)` },
  kernel: { value: "NAME", help: `wgsl: which of the kernels, ${kernels.join(", ")} (forward)` },
  "head-dim": { value: "N", help: "head dimension of q and k, 1 to 256; needed for all but ir" },
  "value-dim": { value: "N", help: "head dimension of v and out (that of q and k)" },
  heads: { value: "N[/M]", help: "query heads, over key/value heads (8)" },
  dtype: { value: "TYPE", help: "how q, k, v and out are stored: f32 or f16 (f32)" },
  block: { value: "N[xM]", help: "rows and keys of a block of the plan, 16 to 256 (64)" },
  family: { value: "NAME", help: `what schedules suit: ${deviceFamilies.join(" ")} (gpu)` },
  subgroup: { value: "N", help: "lanes that every subgroup of the device has at least, 4 to 128; kernels may use them" },
  scale: { value: "X", help: "what scores are multiplied by (1/√head-dim)" },
  explain: { help: "say on standard error what was proved, what was not and why, and what it saves" },
  standalone: { help: "ts and js: put the runtime into the module, so that it imports nothing" },
  "print-after": { value: "PASS", many: true, help: "print the IR to standard error whenever this pass has run" },
  out: { value: "FILE", short: "o", help: "where to write (standard output)" },
} as const;

/** The command. */
export const compile: Command = defineCommand({
  usage: "FILE --head-dim N [--emit FORM] [-o OUT]",
  about: [
    "Compiles a variant. What it emits: wgsl, a kernel as text; ts or js, a module with `manifest`,",
    "`wgsl` and `load(device)` that an app imports and that needs heed/runtime alone, or nothing with",
    "--standalone; json, kernels and manifests for other hosts; ir, the program after all passes.",
    "The kernels: forward, for many query rows; decode, for few, whose partial results combine merges;",
    "plan, where the mask reads tensors, for those whose values are on the device alone.",
    "Batch, sequence lengths, params and captured tensors are given when the kernel runs.",
  ],
  files: [1, 1],
  options,
  examples: [
    "alibi.attn --head-dim 64",
    "alibi.attn --head-dim 64 --heads 8/2 --dtype f16 --emit ts -o alibi.kernel.ts",
    "masks.ts --variant causal --head-dim 128 --emit js --standalone -o causal.mjs",
    "causal.attn --head-dim 128 --family apple --subgroup 32 --emit ts -o causal.apple.ts",
    "alibi.attn --emit ir --print-after simplify-boolean",
    "mods.py --variant alibi+causal --input slope=f32[Hq] --head-dim 64",
  ],
  run: runCompile,
});

async function runCompile({ files, options: given, io, report }: Call<typeof options>): Promise<number> {
  const emit = values.oneOf("--emit", given.emit, forms, report) ?? "wgsl";
  const target = readTarget(given, emit !== "ir", report);
  for (const pass of given["print-after"]) values.oneOf("--print-after", pass, passNames, report);
  if (given.standalone && emit !== "ts" && emit !== "js") report.add(codes.conflictingOptions("--standalone", `--emit ${emit}`));
  const kernel = values.oneOf("--kernel", given.kernel, kernels, report);
  if (kernel !== undefined && emit !== "wgsl") report.add(codes.conflictingOptions("--kernel", `--emit ${emit}`));
  report.stop();
  const file = files[0]!;
  const names = await declaredNames(given, files, report);
  const variants = emit === "ir" ? await chosenVariants(file, given.variant, report, names) : [await oneVariant(file, given.variant, report, names)];
  const texts = variants.map((variant) => {
    const optimised = runPasses(variant, { printAfter: (pass, after) => printAfter(pass, after, given["print-after"], io) });
    reportUnprovedReads(optimised, report);
    if (given.explain) explain(`${variant.name}, for all sizes, params and tensors`, explainProofs(optimised), io);
    return emit === "ir" ? printVariant(optimised) : emitKernel(variant, target, emit, { kernel, standalone: given.standalone });
  });
  await writeOutput(given.out ?? "-", texts.join("\n"), io.stdout);
  return 0;
}

function readTarget(given: Call<typeof options>["options"], isNeeded: boolean, report: Report): CompileTarget {
  const D = values.wholeNumber("--head-dim", given["head-dim"], report);
  const Dv = values.wholeNumber("--value-dim", given["value-dim"], report);
  const block = values.block(given.block, report);
  const scale = values.finiteNumber("--scale", given.scale, report);
  const family = values.oneOf("--family", given.family, deviceFamilies, report);
  const subgroup = readSubgroup(given.subgroup, report);
  if (given["head-dim"] === undefined && isNeeded) report.add(codes.missingOption("--head-dim", "compile", "for example `--head-dim 64`"));
  return {
    ...(values.heads(given.heads, report) ?? { Hq: 8, Hkv: 8 }),
    D: D ?? 64,
    dtype: values.oneOf("--dtype", given.dtype, dtypes, report) ?? "f32",
    ...(Dv === undefined ? {} : { Dv }),
    ...(block === undefined ? {} : { block }),
    ...(scale === undefined ? {} : { scale }),
    ...(family === undefined ? {} : { family }),
    ...(subgroup === undefined ? {} : { limits: { ...baseLimits, subgroup } }),
  };
}

/** WebGPU knows subgroups of 4 to 128 lanes. */
function readSubgroup(text: string | undefined, report: Report): number | undefined {
  if (text === undefined) return undefined;
  const lanes = [4, 8, 16, 32, 64, 128].find((count) => String(count) === text);
  return lanes ?? void report.add(codes.badValue("--subgroup", text, "one of 4, 8, 16, 32, 64, 128"));
}

interface Form {
  readonly kernel: (typeof kernels)[number] | undefined;
  readonly standalone: boolean;
}

function emitKernel(variant: Variant, target: CompileTarget, emit: "wgsl" | "ts" | "js" | "json", { kernel, standalone }: Form): string {
  const emitted = compileVariant(variant, target);
  const { decoder, combiner, planner } = emitted;
  if (emit === "wgsl") {
    const programs = { forward: emitted, decode: decoder, combine: combiner, plan: planner };
    const program = programs[kernel ?? "forward"];
    if (program) return program.wgsl;
    const known = kernels.filter((name) => programs[name]);
    return fail(codes.noSuchKernel(variant.name, kernel!, known));
  }
  const module: KernelModule = {
    ...bare(emitted),
    ...(decoder ? { decoder: bare(decoder) } : {}),
    ...(combiner ? { combiner: bare(combiner) } : {}),
    ...(planner ? { planner: bare(planner) } : {}),
  };
  if (emit === "json") return `${JSON.stringify(module, undefined, 2)}\n`;
  return emitModule(module, { language: emit, standalone });
}

/** What a host needs of a kernel, without what the compiler knows besides. */
const bare = <M extends Program["manifest"]>({ manifest, wgsl }: Program<M>): Program<M> => ({ manifest, wgsl });

function printAfter(pass: string, variant: Variant, wanted: readonly string[], io: Io): void {
  if (wanted.includes(pass)) io.stderr.write(`after ${pass}:\n${printVariant(variant)}`);
}
