/** @file The figures as a page of Markdown tables, which is also what the terminal shows. */
import type { Bits, Cold, Times, Warm } from "./measure.ts";
import { markdownTable } from "../markdown-table.ts";
import { growths, judge, meanGrowth, ms, type MaskResult, type Result } from "./result.ts";

const number = (value: number): string => value.toLocaleString("en-US", { maximumFractionDigits: 0 });
const spread = ({ median, least, most }: Times): string => `${ms(median)} (${ms(least)}–${ms(most)})`;
const megabytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(1);

/** The whole page. */
export function page(result: Result): string {
  const { block, longest, machine, masks, bits } = result;
  const parts = [
    "# Block plans: what they cost",
    `Written by \`npm run bench:plan\` on ${machine}. Blocks of ${block}; bundled code in plain Node; milliseconds, median of several runs\n` +
      "(fastest–slowest) in a process that has planned before; *first* is the first plan of a process.",
    `## ${number(2 ** longest)} tokens`,
    "*Memory*: MB that the process grew by, at the most, during the first plan; the *tensors* that the mask reads lay there before. *Runs*: 8 bytes for\n" +
      "each run of each block row, where the plan is more than 1 MB. *Transposed*: the plan by blocks of keys.",
    atLongest(masks, longest),
    "## Time by length",
    "*Growth*: the fastest run from one length to the next, at the most and on average, where it takes 0.2 ms or more.",
    byLength(masks),
    ...(bits.length > 0
      ? [
          "## Random bits",
          "A bit of its own for every pair, so that there is nothing to prove; beside evaluating every pair once in the same process.",
          bitsTable(bits),
        ]
      : []),
    "## Requirements",
    markdownTable(
      ["requirement", "found", "met"],
      judge(result).map(({ requirement, found, met }) => [requirement, found, met === undefined ? "?" : met ? "met" : "**not met**"]),
    ),
  ];
  return `${parts.join("\n\n")}\n`;
}

function atLongest(masks: readonly MaskResult[], longest: number): string {
  const rows = masks.map(({ name, cold, warm }) => [name, ...figures(warm.find(({ k }) => k === longest)), ...memory(cold)]);
  const head = [
    "mask",
    "time",
    "points",
    "boxes",
    "plan bytes",
    "runs",
    "full / partial / empty",
    "transposed",
    "its bytes",
    "first",
    "memory",
    "tensors",
  ];
  return markdownTable(head, rows);
}

function figures(warm: Warm | undefined): string[] {
  if (!warm) return ["no answer in time", "", "", "", "", "", "", ""];
  const { times, points, boxes, bytes, runs, full, partial, empty, transposed } = warm;
  return [
    spread(times),
    number(points),
    number(boxes),
    number(bytes),
    bytes > 2 ** 20 ? number(runs * 8) : "",
    [full, partial, empty].map(number).join(" / "),
    transposed ? ms(transposed.times.median) : "",
    transposed ? number(transposed.bytes) : "",
  ];
}

const memory = (cold: Cold | undefined): string[] =>
  cold ? [ms(cold.ms), megabytes(cold.peak), megabytes(cold.tensors)] : ["no answer in time", "", ""];

function byLength(masks: readonly MaskResult[]): string {
  const ks = [...new Set(masks.flatMap(({ warm }) => warm.map(({ k }) => k)))].sort((a, b) => a - b);
  const rows = masks.map((mask) => {
    const found = growths(mask);
    const times = ks.map((k) => mask.warm.find((each) => each.k === k)).map((each) => (each ? ms(each.times.median) : "–"));
    return [mask.name, ...times, ...(found.length > 0 ? [Math.max(...found).toFixed(2), meanGrowth(mask)!.toFixed(2)] : ["", ""])];
  });
  return markdownTable(["mask", ...ks.map((k) => `2^${k}`), "growth", "mean"], rows);
}

const bitsTable = (bits: readonly Bits[]): string =>
  markdownTable(
    ["tokens", "share", "time", "every pair once", "ratio", "points", "boxes", "plan bytes"],
    bits.map(({ tokens, share, times, everyPair, points, boxes, bytes }) => [
      number(tokens),
      String(share),
      spread(times),
      spread(everyPair),
      (times.median / everyPair.median).toFixed(2),
      number(points),
      number(boxes),
      number(bytes),
    ]),
  );
