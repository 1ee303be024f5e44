/** @file `heed bench`: how long kernels take, beside what the device can do and beside other libraries. */
import * as codes from "#src/diagnostics/codes/usage.ts";
import type { Report } from "#src/diagnostics/report.ts";
import { writeOutput } from "#src/node/files/output.ts";
import { peerTable, type PeerRow } from "../bench/peer-table.ts";
import type { BenchItem } from "../bench/run-bench.ts";
import { chosenVariants, variantOption } from "../choose-variant.ts";
import { defineCommand, type Call, type Command } from "../command.ts";
import { readShape, shapeForm } from "../shapes.ts";
import { inputOptions } from "../tensor-arguments.ts";
import { tuningFrom, tuningOption } from "../tuning-option.ts";
import * as values from "../values.ts";

const peerNames = peerTable.map(({ name }) => name);

/** What libraries are usually compared at. */
const defaultShapes = ["1,8,8,1024,1024,64"];

const options = {
  variant: variantOption,
  shapes: { value: shapeForm, many: true, help: `sizes; once per shape (${defaultShapes.join(" ")})` },
  against: { value: "NAME", many: true, help: `a peer, once per peer: ${peerNames.join(", ")}, all` },
  install: { help: "put peers that are missing into a folder of the bench's own, with npm" },
  param: inputOptions.param,
  dtype: { value: "TYPE", help: "storage of q, k, v and out: f32 or f16 (f32)" },
  block: { value: "N[xM]", help: "rows and keys of a block of the plan, 16 to 256 (Heed's choice)" },
  repeat: { value: "N", help: "rounds, each of which goes through all contenders (7)" },
  seed: { value: "N", help: "of the random data (1)" },
  tuning: tuningOption,
  svg: { value: "FILE", help: "draw the outcome into a file, too" },
  out: { value: "FILE", short: "o", help: "where the tables or the JSON go (standard output)" },
} as const;

/** The command. */
export const bench: Command = defineCommand({
  usage: "FILE… [--shapes B,Hq,Hkv,Sq,Skv,D[,Dv]]… [--against NAME]…",
  about: [
    "Times the kernels of every variant on the GPU, and peers on the same task in turns with them, each in a",
    "process of its own. Peers take part where they have a name for the mask: none, causal, a causal window.",
    "Every result is held against float64, and the device itself is measured in every round: multiply-adds and",
    "reading. Exits with 1 if a kernel of Heed fails or is wrong.",
    "",
    "Peers:",
    ...peerTable.map(({ name, what }) => `  ${name.padEnd(10)}${what}`),
  ],
  files: [1, Infinity],
  options,
  examples: [
    "causal.attn --shapes 1,8,8,2048,2048,64",
    "causal.attn --against ort-web --against jax-js --install --svg causal.svg",
    "full.attn --shapes 1,32,8,1,4096,128 --against all --json -o decode.json",
    "causal.attn --tuning tuned.json",
  ],
  run: runCommand,
});

async function runCommand({ files, options: given, io, report, progress }: Call<typeof options>): Promise<number> {
  const shapes = (given.shapes.length > 0 ? given.shapes : defaultShapes).map((text) => readShape(text, report));
  const settings = readSettings(given, report);
  const rows = readPeers(given.against, report);
  if (given.svg === "-" && (given.out ?? "-") === "-") report.add(codes.conflictingOptions("--svg -", "--out -"));
  report.stop();
  const { reexecWithAdapter } = await import("#src/node/reexec.ts");
  if (await reexecWithAdapter()) return Number(process.exitCode);
  const items: BenchItem[] = [];
  for (const file of files) {
    const variants = await chosenVariants(file, given.variant, report);
    items.push(...variants.flatMap((variant) => shapes.map((sizes) => ({ file, variant, sizes: sizes! }))));
  }
  const { findPeers } = await import("../bench/peers.ts");
  const { runBench } = await import("../bench/run-bench.ts");
  const { describeMachine, reportToJson } = await import("../bench/report-json.ts");
  const { formatOutcomes } = await import("../bench/report-table.ts");
  const peers = await findPeers(rows, given.install, report, (name) => progress.show(0, `${name} is installed`));
  const machine = await describeMachine();
  const tuned = await tuningHere(given.tuning, report);
  const result = { machine, ...(await runBench(items, { ...settings, ...tuned, peers }, report, progress)) };
  progress.clear();
  if (given.svg !== undefined) await writeOutput(given.svg, (await import("../bench/report-svg.ts")).drawOutcomes(result), io.stdout);
  await writeOutput(given.out ?? "-", given.json ? reportToJson(result) : formatOutcomes(result), io.stdout);
  const ours = result.outcomes.map(({ timings }) => timings.find(({ name }) => name === "heed"));
  return ours.every((timing) => timing?.verdict.isRight) ? 0 : 1;
}

/** The tuning, held against the device, which is let go again: the processes of the contenders have their own. */
async function tuningHere(path: string | undefined, report: Report): ReturnType<typeof tuningFrom> {
  if (path === undefined) return {};
  const { closeDevices, openDevice } = await import("#src/node/dawn.ts");
  const device = await openDevice();
  return tuningFrom(path, device, report).finally(closeDevices);
}

function readSettings(given: Call<typeof options>["options"], report: Report) {
  return {
    params: values.params(given.param, report),
    dtype: values.oneOf("--dtype", given.dtype, ["f32", "f16"] as const, report) ?? "f32",
    block: values.block(given.block, report),
    rounds: values.wholeNumber("--repeat", given.repeat, report) ?? 7,
    seed: values.wholeNumber("--seed", given.seed, report, 0) ?? 1,
  };
}

/** Each once, in the table's order. */
function readPeers(names: readonly string[], report: Report): PeerRow[] {
  for (const name of names) values.oneOf("--against", name, [...peerNames, "all"], report);
  return peerTable.filter(({ name }) => names.includes(name) || names.includes("all"));
}
