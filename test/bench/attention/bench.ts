/**
 * @file The suites of attention, Heed in turns with other libraries. A run of everything is written to `test/bench/results`, parts only where `--out`
 * says; peers have to be there, or `--install` has npm put them into the bench's own folder.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { peerTable } from "#src/cli/bench/peer-table.ts";
import { findPeers } from "#src/cli/bench/peers.ts";
import { describeMachine, outcomesToJson, type Machine } from "#src/cli/bench/report-json.ts";
import { drawOutcomes } from "#src/cli/bench/report-svg.ts";
import { runBench, type BenchItem } from "#src/cli/bench/run-bench.ts";
import { createProgress } from "#src/cli/progress.ts";
import { readShape } from "#src/cli/shapes.ts";
import { createReport } from "#src/diagnostics/report.ts";
import { fromAttn } from "#src/frontend/index.ts";
import { reexecWithAdapter } from "#src/node/reexec.ts";
import { page, type SuiteResult } from "./page.ts";
import { suitesOf, variants, type Suite } from "./suites.ts";

const usage = "usage: npm run bench -- [--only SUITE]… [--quick] [--alone] [--install] [--repeat N] [--out FOLDER]";

const { values } = parseArgs({
  options: {
    only: { type: "string", multiple: true, default: [] },
    quick: { type: "boolean", default: false },
    /** Without peers. */
    alone: { type: "boolean", default: false },
    install: { type: "boolean", default: false },
    repeat: { type: "string", default: "7" },
    out: { type: "string" },
  },
});

const progress = createProgress(process.stderr);

async function main(): Promise<void> {
  const all = suitesOf(values.quick);
  const suites = all.filter(({ name }) => values.only.length === 0 || values.only.some((part) => name.startsWith(part)));
  if (suites.length === 0) return fail(`no suite is named so; there are: ${all.map(({ name }) => name).join(", ")}`);
  if (!/^[1-9]\d*$/.test(values.repeat)) return fail("--repeat is a whole number from 1");
  const machine = await describeMachine();
  const isWhole = values.only.length === 0 && !values.quick && !values.alone;
  const folder = values.out ?? (isWhole ? "test/bench/results" : undefined);
  const results: SuiteResult[] = [];
  for (const suite of suites) {
    console.error(`measuring: ${suite.name}`);
    results.push(await measure(suite));
    progress.clear();
    // After every suite, so that a run that is stopped has not been for nothing.
    if (folder !== undefined) write(folder, machine, results);
  }
  console.info(page(machine, results));
  if (folder !== undefined) console.info(`written: attention.md, attention.json and attention.svg in ${folder}`);
}

function fail(text: string): void {
  console.error(`${text}\n${usage}`);
  process.exitCode = 2;
}

async function measure(suite: Suite): Promise<SuiteResult> {
  const report = createReport();
  const rows = values.alone ? [] : peerTable.filter(({ name }) => suite.peers.includes(name));
  const peers = await findPeers(rows, values.install, report, (name) => console.error(`  installing: ${name}`));
  const known = fromAttn(variants);
  const variantOf = (name: string) => known.find((each) => each.name === name)!;
  const items = suite.tasks.map(([name, shape]): BenchItem => {
    const item = { file: "npm run bench", variant: variantOf(name), sizes: readShape(shape, report)! };
    if (!suite.beside) return item;
    const { variant = name, dtype = suite.dtype, D = item.sizes.D } = suite.beside;
    return { ...item, beside: { variant: variantOf(variant), dtype, sizes: { ...item.sizes, D, Dv: D } } };
  });
  const settings = { dtype: suite.dtype, block: undefined, params: {}, seed: 1, rounds: Number(values.repeat), peers };
  return { suite, ...(await runBench(items, settings, report, progress)) };
}

function write(folder: string, machine: Machine, results: readonly SuiteResult[]): void {
  mkdirSync(folder, { recursive: true });
  const outcomes = results.flatMap((result) => result.outcomes);
  const suites = results.map(({ suite, ceilings, outcomes: found }) => ({ suite: suite.name, ceilings, results: outcomesToJson(found) }));
  writeFileSync(join(folder, "attention.md"), page(machine, results));
  writeFileSync(join(folder, "attention.json"), `${JSON.stringify({ machine, suites }, undefined, 1)}\n`);
  writeFileSync(join(folder, "attention.svg"), drawOutcomes({ machine, ceilings: {}, outcomes }));
}

// The child has done everything where one was needed.
if (!(await reexecWithAdapter())) {
  await main().finally(() => progress.clear());
  // Dawn keeps a process alive.
  process.exit();
}
