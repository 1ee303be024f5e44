/**
 * @file `npm run demo`: a few of the example variants from text to results. Each is compiled, run on tensors, held against the dense
 * reference, and shown as a plan; kernels and pictures are written to `demo-out/`.
 */
import { mkdir } from "node:fs/promises";
import { HeedError } from "#src/diagnostics/diagnostic.ts";
import { createReport } from "#src/diagnostics/report.ts";
import { closeDevices, describeAdapter, openDevice } from "#src/node/dawn.ts";
import { writeOutput } from "#src/node/files/output.ts";
import { reexecWithAdapter } from "#src/node/reexec.ts";
import { drawSvg } from "#src/plan/draw-svg.ts";
import { drawText } from "#src/plan/draw.ts";
import { compareWithBudget, rowBudgets } from "#src/reference/budget.ts";
import { compile } from "#src/runtime/compile.ts";
import { oneVariant } from "./choose-variant.ts";
import { denseProblem } from "./dense-call.ts";
import { wantsColor } from "./io.ts";
import { randomCall } from "./random-call.ts";
import { formatTable } from "./table.ts";
import { familyForOnce } from "./once.ts";

const folder = "examples/variants";
const output = "demo-out";
const names = ["causal", "sliding-window", "alibi", "softcap", "document", "prefix-lm", "streaming-sink"];

/** Windows that fit the small sizes; those of variants that have none are left out. */
const wishes: Readonly<Record<string, number>> = { window: 64, sinks: 32 };

/** Small, so that a software adapter is done in seconds. */
const sizes = { B: 1, Hq: 4, Hkv: 2, Sq: 256, Skv: 256, D: 32, Dv: 32 };
const block = [32, 32] as const;
const seed = 1;

const say = (text: string): void => void process.stdout.write(`${text}\n`);

async function time<T>(work: () => Promise<T>): Promise<readonly [result: T, ms: number]> {
  const start = performance.now();
  const result = await work();
  return [result, performance.now() - start];
}

/** One variant all the way; its row of the final table. */
async function show(name: string, device: GPUDevice): Promise<{ readonly row: readonly string[]; readonly ok: boolean }> {
  const report = createReport();
  const variant = await oneVariant(`${folder}/${name}/${name}.attn`, undefined, report);
  const { B, Hq, Hkv, Sq, Skv, D, Dv } = sizes;
  const [kernel, compiled] = await time(() => compile(variant, { device, Hq, Hkv, D, Dv, block, ...familyForOnce(device, sizes) }));
  const params = Object.fromEntries(variant.params.flatMap(({ name: param }) => (wishes[param] ? [[param, wishes[param]]] : [])));
  const call = randomCall(variant, { sizes, dtype: "f32", params, seed }, report);
  const tensors = { q: call.q, k: call.k, v: call.v, ...call.inputs };
  const run = () => kernel.run(tensors, { B, Sq, Skv, params });
  const [{ out, lse }] = await time(run);
  const [, warm] = await time(run);
  const budgets = rowBudgets(variant, denseProblem(variant, call, report));
  const { worstError, worst, ok } = compareWithBudget({ out: out as Float32Array, lse: lse as Float32Array }, budgets);
  const plan = kernel.plan({ B, Sq, Skv, params }, call.inputs);
  await writeOutput(`${output}/${name}.wgsl`, kernel.wgsl);
  await writeOutput(`${output}/${name}.svg`, drawSvg(plan, { title: name }));
  say(`\n${name}`);
  for (const [section, text] of Object.entries(variant.texts)) say(`  ${section} = ${text.text}`);
  process.stdout.write(drawText(plan, { color: wantsColor(process.stdout, process.env), h: 0, b: 0 }));
  const row = [
    name,
    compiled.toFixed(0),
    warm.toFixed(1),
    worstError.toExponential(1),
    worst.toFixed(2),
    ok ? "ok" : "over budget",
    `${output}/${name}.wgsl`,
  ];
  return { row, ok };
}

async function demo(): Promise<number> {
  const { description, reason } = await describeAdapter();
  say(`adapter: ${description} (${reason})`);
  say(
    `sizes: ${Object.entries(sizes)
      .map(([name, size]) => `${name} ${size}`)
      .join(", ")}; random data, f32`,
  );
  await mkdir(output, { recursive: true });
  const device = await openDevice();
  try {
    const shown = [];
    for (const name of names) shown.push(await show(name, device));
    const heading = ["variant", "compile ms", "run ms", "worst error", "of budget", "verdict", "kernel"];
    say(
      `\nEvery result against the dense reference in float64:\n${formatTable(
        heading,
        shown.map(({ row }) => row),
      )}`,
    );
    return shown.every(({ ok }) => ok) ? 0 : 1;
  } finally {
    closeDevices();
  }
}

if (!(await reexecWithAdapter())) {
  process.exitCode = await demo().catch((thrown: unknown) => {
    if (!(thrown instanceof HeedError)) throw thrown;
    process.stderr.write(`${thrown.message}\n`);
    return 1;
  });
}
