/**
 * @file How long block plans take, what they weigh and how that grows, over the masks of `test/support/plan-masks.ts` from 2^12 to 2^20 tokens.
 * Each mask is measured in processes of its own. Everything measured is written to `test/bench/results`, parts only where `--out` says.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { planMasks } from "#test/support/plan-masks.ts";
import { chart } from "./chart.ts";
import { block, measure, type Bits, type Cold, type Task, type Warm } from "./measure.ts";
import type { MaskResult, Result } from "./result.ts";
import { page } from "./table.ts";

const usage = "usage: npm run bench:plan -- [--only NAME]… [--max 2^K] [--quick] [--out FOLDER]";

/** A process that has not answered by then is ended; what it told until then counts. */
const patience = { quick: 60_000, otherwise: 300_000 };

const { values } = parseArgs({
  options: {
    only: { type: "string", multiple: true, default: [] },
    max: { type: "string" },
    quick: { type: "boolean", default: false },
    out: { type: "string" },
    /** What a process of the bench is started with. */
    task: { type: "string" },
  },
});

function main(): void {
  const { quick, only } = values;
  const longest = readMax(values.max) ?? (quick ? 16 : 20);
  const known = [...Object.keys(planMasks), "random bits"];
  const names = known.filter((name) => only.length === 0 || only.some((part) => name === part || (!known.includes(part) && name.includes(part))));
  if (names.length === 0) fail(`no mask is named so; there are: ${known.join(", ")}`);
  const masks = names.filter((name) => name !== "random bits").map((name) => measureMask(name, longest, quick));
  const bits = names.includes("random bits") ? measureBits(longest, quick) : [];
  const result: Result = { machine: machine(), block, longest, masks, bits };
  const text = page(result);
  console.info(text);
  const isWhole = only.length === 0 && values.max === undefined && !quick;
  const folder = values.out ?? (isWhole ? "test/bench/results" : undefined);
  if (folder !== undefined) write(folder, result, text);
}

function write(folder: string, result: Result, text: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "plan.md"), text);
  writeFileSync(join(folder, "plan.json"), `${JSON.stringify(result, undefined, 1)}\n`);
  writeFileSync(join(folder, "plan.svg"), chart(result));
  console.info(`written: plan.md, plan.json and plan.svg in ${folder}`);
}

/** `2^16`, or a number of tokens that is a power of two. */
function readMax(max: string | undefined): number | undefined {
  if (max === undefined) return undefined;
  const k = max.startsWith("2^") ? Number(max.slice(2)) : Math.log2(Number(max));
  return Number.isInteger(k) && k >= 12 && k <= 24 ? k : fail(`--max is a power of two from 2^12 to 2^24\n${usage}`);
}

function fail(text: string): never {
  console.error(text);
  process.exit(2);
}

function machine(): string {
  return `${cpus()[0]?.model.trim() ?? "an unknown processor"}, ${cpus().length} threads, Node ${process.version}, ${pace()} ms for 10^9 additions in a loop`;
}

/** How fast a core of the machine is just now, in the only unit that a shared one has: the best of three, rounded to 10 ms. */
function pace(): number {
  const times = [1, 2, 3].map(() => {
    const start = performance.now();
    let sum = 0;
    for (let i = 0; i < 1e9; i++) sum = (sum + i) | 0;
    return sum === 1 ? Infinity : performance.now() - start;
  });
  return 10 * Math.round(Math.min(...times) / 10);
}

function measureMask(name: string, longest: number, quick: boolean): MaskResult {
  const ks = Array.from({ length: longest - 11 }, (_, i) => 12 + i);
  console.error(`measuring: ${name}`);
  const [cold] = ask<Cold>({ kind: "cold", mask: name, k: longest });
  const warm = ask<Warm>({ kind: "warm", mask: name, ks, quick });
  return { name, ...(cold ? { cold } : {}), warm };
}

/** As many bits as there are pairs: shorter sequences only. */
function measureBits(longest: number, quick: boolean): Bits[] {
  const lengths = [1024, 2048, 4096].filter((tokens) => tokens <= (quick ? 1024 : 2 ** longest));
  return lengths.flatMap((tokens) =>
    [0.5, 0.01, 1e-4, 1 - 1e-4].flatMap((share) => {
      console.error(`measuring: random bits, ${share} of ${tokens} × ${tokens}`);
      return ask<Bits>({ kind: "bits", tokens, share, quick });
    }),
  );
}

/** Has a process of its own do a task. */
function ask<Answer>(task: Task): Answer[] {
  const timeout = values.quick ? patience.quick : patience.otherwise;
  const started = spawnSync(process.execPath, ["--expose-gc", process.argv[1]!, "--task", JSON.stringify(task)], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
    timeout,
  });
  const isLate = (started.error as NodeJS.ErrnoException | undefined)?.code === "ETIMEDOUT";
  if (isLate) console.error(`  no answer within ${timeout / 1000} s`);
  else if (started.status !== 0) throw started.error ?? new Error(`the process for ${JSON.stringify(task)} ended with ${started.status}`);
  const lines = started.stdout.split("\n").slice(0, -1);
  return lines.map((line) => JSON.parse(line) as Answer);
}

if (values.task === undefined) main();
else measure(JSON.parse(values.task) as Task, (answer) => process.stdout.write(`${JSON.stringify(answer)}\n`));
