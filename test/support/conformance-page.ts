/**
 * @file The pages that list the conformance cases, and their summaries in the README. UPDATE_SNAPSHOTS=1 writes both; else all but the errors,
 * which belong to a device, must be what would be written.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { expect } from "vitest";
import { testDevice } from "./device.ts";
import type { Verdict } from "./on-device.ts";

/** A row: a case that held. */
export interface PageRow {
  readonly name: string;
  readonly verdict: Verdict;
  /** The share of blocks that are not empty. */
  readonly density: number;
  readonly note?: string | undefined;
}

export interface PagePart {
  readonly title: string;
  readonly rows: readonly PageRow[];
}

interface Page {
  readonly title: string;
  readonly test: string;
  readonly lead: readonly string[];
  readonly block: string;
  /** What the sources have that is no case here, and why. */
  readonly without?: readonly (readonly [what: string, why: string])[];
}

const byHand = [
  "Each case is a Python text, as one writes it for FlexAttention, and a formula by hand. It holds if, against an attention worked out in float64 over all",
  "pairs, every score is equal, the reference and the kernel are within the error budget in every row, and the plan has each block as the kind that its",
  "pairs give.",
];

export type PageName = "attention-gym" | "pytorch" | "golden";

const pages: Readonly<Record<PageName, Page>> = {
  "attention-gym": {
    title: "The masks and score mods of attention-gym, and FlashAttention-4's test set",
    test: "test/conformance-gym.test.ts",
    lead: byHand,
    block: "8 × 8",
    without: [
      ["the variant of the soft cap in PTX", "it computes the same `tanh`, approximately"],
      ["builders of `BlockMask`s that bypass the mask", "a plan follows from the mask alone"],
    ],
  },
  pytorch: {
    title: "The score mods and mask mods of PyTorch's tests of FlexAttention",
    test: "test/conformance-pytorch.test.ts",
    lead: byHand,
    block: "8 × 8",
    without: [
      ["gradients, and `gradcheck`", "there is no backward yet"],
      ["pages of keys and their conversion of masks", "there is no paged cache yet"],
      ["captures that are views with strides", "a captured tensor lies row by row; `bias[kv, q]` is the case of a transposed one"],
      ["an `autograd.Function` inside a mod", "it says how to differentiate"],
      ["slices of a `BlockMask`, `from_kv_blocks`, moves between devices", "a plan follows from the mask alone"],
    ],
  },
  golden: {
    title: "What PyTorch's FlexAttention computed",
    test: "test/conformance.test.ts",
    lead: [
      "Each case is a folder: the variant three times, tensors, and what FlexAttention made of them in float64. It holds if the reference gives the same, the plan",
      "has the block counts of `create_block_mask`, and the kernel is within the error budget in every row.",
    ],
    block: "64 × 64",
  },
};

/** Holds a page and its summary to these rows. */
export async function expectPage(name: PageName, parts: readonly PagePart[]): Promise<void> {
  const { vendor, architecture, description } = (await testDevice()).adapterInfo;
  const adapter = [vendor, architecture, description].filter(Boolean).join(" ");
  expectButErrors(`test/conformance/${name}.md`, pageText(pages[name], parts, adapter));
  const readme = readFileSync("README.md", "utf8");
  const [opening, closing] = [`<!-- conformance: ${name} -->\n`, "<!-- end -->"];
  const after = readme.indexOf(opening) + opening.length;
  expect(after).toBeGreaterThan(opening.length);
  expectButErrors("README.md", `${readme.slice(0, after)}\n${summary(parts)}\n\n${readme.slice(readme.indexOf(closing, after))}`);
}

function expectButErrors(file: string, text: string): void {
  if (process.env["UPDATE_SNAPSHOTS"] === "1") writeFileSync(file, text);
  const kept = existsSync(file) ? readFileSync(file, "utf8") : "";
  expect(withoutErrors(kept), `${file} is not what it would be now; UPDATE_SNAPSHOTS=1 writes it`).toBe(withoutErrors(text));
}

/** Errors are the only cells of two decimals. */
const withoutErrors = (text: string): string => text.replaceAll(/^Errors are of .*$/gm, "").replaceAll(/\| \d\.\d\d \|/g, "| … |");

/** Said of what was judged, so that a page cannot claim more. */
const statusOf = ({ out, lse }: Verdict): string => (out.firstBad === undefined && lse.firstBad === undefined ? "holds" : "fails");

const worstOf = ({ out, lse }: Verdict): number => Math.max(out.worst, lse.worst);

function pageText({ title, test, lead, block, without = [] }: Page, parts: readonly PagePart[], adapter: string): string {
  return [
    `# ${title}`,
    "",
    ...lead,
    "",
    "The error is the largest of a row, of `out` or `lse`, over the row's budget. The density is the share of blocks that are not empty, of",
    `${block}. \`UPDATE_SNAPSHOTS=1 npx vitest run --config test/vitest.config.ts ${test}\` writes this page; the test holds all of it`,
    "but the errors, which belong to a device.",
    "",
    `Errors are of ${adapter}.`,
    "",
    ...parts.flatMap(partLines),
    ...(without.length > 0 ? ["## What is no case", "", ...without.map(([what, why]) => `- ${what}: ${why}.`), ""] : []),
  ].join("\n");
}

function partLines({ title, rows }: PagePart): string[] {
  const line = ({ name, verdict, density, note = "" }: PageRow): string =>
    `| ${name} | ${statusOf(verdict)} | ${worstOf(verdict).toFixed(2)} | ${(100 * density).toFixed(1)} % | ${note} |`;
  const head = ["| case | status | error of budget | block density | |", "|---|---|--:|--:|---|"];
  return [`## ${title}`, "", ...head, ...rows.map((row) => line(row).replace("|  |", "| |")), ""];
}

function summary(parts: readonly PagePart[]): string {
  const line = ({ title, rows }: PagePart): string => {
    const worst = Math.max(...rows.map(({ verdict }) => worstOf(verdict)));
    const densities = rows.map(({ density }) => 100 * density);
    const span = [...new Set([Math.min(...densities).toFixed(0), Math.max(...densities).toFixed(0)])].join("–");
    const held = rows.filter(({ verdict }) => statusOf(verdict) === "holds").length;
    return `| ${title} | ${held === rows.length ? held : `${held} of ${rows.length}`} hold | ${worst.toFixed(2)} | ${span} % |`;
  };
  return ["| cases | status | largest error of budget | block density |", "|---|---|--:|--:|", ...parts.map(line)].join("\n");
}
