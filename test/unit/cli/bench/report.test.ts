/** @file An outcome as a table, as a picture and as JSON. */
import { expect, it } from "vitest";
import { ratioTo, type Outcome, type Timing } from "#src/cli/bench/outcome.ts";
import { reportToJson, type BenchReport } from "#src/cli/bench/report-json.ts";
import { drawOutcomes } from "#src/cli/bench/report-svg.ts";
import { digits, formatOutcomes, legend } from "#src/cli/bench/report-table.ts";
import { spreadOf } from "#src/cli/bench/statistics.ts";

/** One call in each round. */
const timing = (name: string, samples: readonly number[], more: Partial<Timing> = {}): Timing => ({
  name,
  samples: samples.map((ms) => [ms]),
  times: spreadOf(samples),
  createMs: 123.4,
  verdict: { error: 1.5e-7, ratio: 0.1, isRight: true },
  ...more,
});

const outcome: Outcome = {
  file: "causal.attn",
  variant: "causal",
  task: {
    sizes: { B: 1, Hq: 8, Hkv: 8, Sq: 1024, Skv: 1024, D: 64, Dv: 64 },
    dtype: "f32",
    block: undefined,
    params: { window: 7 },
    seed: 1,
    pattern: { name: "causal" },
  },
  work: { pairs: 4e6, flops: 1e9, bytes: 8e6 },
  ceiling: { fma: 50, read: 10 },
  timings: [
    timing("ort-web", [80, 90, 100], { verdict: { error: Infinity, ratio: Infinity, isRight: false } }),
    timing("heed", [40, 41, 44], { wgsl: 5000 }),
    timing("jax-js", [60], { note: "a note", sums: "f16" }),
  ],
  leftOut: [{ name: "tfjs", reason: "its scores fill 512 MiB, and a binding has 128" }],
};

const report: BenchReport = {
  machine: { adapter: "an adapter", processor: "a processor, 2 threads", node: "20.0.0" },
  ceilings: { "fma-f32": { rate: 51.26, style: "32 independent values" } },
  outcomes: [outcome],
};

it("is a table, the fastest first", () => {
  expect(formatOutcomes(report).split("\n")).toEqual([
    "an adapter; a processor, 2 threads; Node 20.0.0",
    "  fma-f32    51.3 G/s  32 independent values",
    "",
    "causal 1,8,8,1024,1024,64 f32 window=7",
    "1.00 GFLOP, 8.00 MB; multiply-adds at 50.0 GFLOP/s alone would take 20.0 ms",
    "contender    ms  quartiles  vs heed  GFLOP/s  % FMA    GB/s  % read     error  verdict                  create ms  WGSL",
    "heed       41.0  40.5–42.5     1.00     24.4     49   0.195     2.0    1.5e-7  ok                             123  5000",
    "jax-js     60.0  60.0–60.0     1.50     16.7     33   0.133     1.3    1.5e-7  ok                             123     -",
    "ort-web    90.0  85.0–95.0     2.20     11.1     22  0.0889    0.89  Infinity  wrong, Infinity budgets        123     -",
    "jax-js: a note; sums in f16",
    "tfjs is left out: its scores fill 512 MiB, and a binding has 128",
    "",
    ...legend,
    "",
  ]);
});

it("has ratios by rounds, so that a slow machine is slow for both", () => {
  const [slow, fast] = [timing("slow", [30, 300, 33]), timing("fast", [10, 100, 10, 11])];
  expect(ratioTo(slow, fast)).toBe(3);
  expect(ratioTo(fast, slow)).toBeCloseTo(1 / 3, 12);
});

it("has no ratio where Heed has no time", () => {
  const { timings } = outcome;
  const without = { ...outcome, timings: timings.slice(0, 1) };
  expect(formatOutcomes({ ...report, outcomes: [without] })).toMatch(/^ort-web {4}90\.0 {2}85\.0–95\.0 +- /m);
});

it("counts what a contender does, where that is something else than the task", () => {
  const beside = timing("beside", [10], { work: { pairs: 4e5, flops: 1e8, bytes: 8e6 } });
  expect(formatOutcomes({ ...report, outcomes: [{ ...outcome, timings: [...outcome.timings, beside] }] })).toMatch(
    /^beside {5}10\.0 {2}10\.0–10\.0 +0\.250 +10\.0 +20 /m,
  );
});

it("says when reading is what takes the time", () => {
  const decoding = { ...outcome, work: { pairs: 1, flops: 1e6, bytes: 1e8 } };
  expect(formatOutcomes({ ...report, outcomes: [decoding] })).toContain("0.00100 GFLOP, 100 MB; reading at 10.0 GB/s alone would take 10.0 ms");
});

it.each([
  [0, "0"],
  [0.0012345, "0.00123"],
  [9.996, "10.00"],
  [12.34, "12.3"],
  [123.4, "123"],
  [12345, "12345"],
  [Infinity, "Infinity"],
])("shows %d as %s", (value, text) => {
  expect(digits(value)).toBe(text);
});

it("is JSON, infinities by name", () => {
  const { machine, results } = JSON.parse(reportToJson(report)) as { machine: object; results: Record<string, unknown>[] };
  expect(machine).toEqual(report.machine);
  expect(results).toEqual([expect.objectContaining({ file: "causal.attn", floorMs: 20, work: outcome.work, leftOut: outcome.leftOut })]);
  expect((results[0]!["timings"] as object[])[0]).toMatchObject({ name: "ort-web", samples: [[80], [90], [100]], verdict: { error: "Infinity" } });
});

it("is a picture: places along a logarithmic axis, what is wrong hollow", () => {
  const svg = drawOutcomes(report);
  const dots = [...svg.matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)" r="4" fill="(#\w+)"/g)].map(([, x, y, fill]) => [Number(x), Number(y), fill]);
  expect(dots.map(([, , fill]) => fill)).toEqual(["#1f6f8b", "#e8a33d", "#ffffff"]);
  // From 1 to 100 ms along 560 points.
  const place = (ms: number): number => 88 + 280 * Math.log10(ms);
  expect(dots.map(([x]) => x)).toEqual([41, 60, 90].map((ms) => expect.closeTo(place(ms), 1) as number));
  expect(svg).toContain(`<path d="M${place(20).toFixed(1)} `);
  expect(svg).toContain(">90.0, wrong</text>");
  const [, height] = /height="(\d+)"/.exec(svg)!;
  expect(Math.max(...dots.map(([, y]) => y as number))).toBeLessThan(Number(height) - 30);
});

it("leaves out of the picture what has no times", () => {
  const empty = { ...outcome, timings: [] };
  expect(drawOutcomes({ ...report, outcomes: [empty] })).not.toContain("causal");
});
