/** @file The pipeline: stages of named passes, in order, and the loop that runs them. */
import { createRanges } from "#src/ir/range.ts";
import { sectionNames, type Variant } from "#src/ir/variant.ts";
import { foldConstants } from "./fold-constants.ts";
import { foldSections } from "./fold-sections.ts";
import type { Pass, PassContext, PassStep } from "./pass.ts";
import { simplifyArithmetic } from "./simplify-arithmetic.ts";
import { simplifyBoolean } from "./simplify-boolean.ts";
import { simplifyComparisons } from "./simplify-comparisons.ts";
import { simplifyConversions } from "./simplify-conversions.ts";
import { simplifyDivision } from "./simplify-division.ts";
import { simplifySums } from "./simplify-sums.ts";
import { splitMask } from "./split-mask.ts";

export { usesDot } from "./fold-sections.ts";
export { hoistInvariants } from "./hoist-invariants.ts";
export type { Pass, PassStep } from "./pass.ts";

/** Passes that run one after the other; with `repeat`, until none changes anything. */
export interface Stage {
  readonly name: string;
  readonly repeat: boolean;
  readonly passes: readonly Pass[];
}

export const pipeline: readonly Stage[] = [
  {
    name: "simplify",
    repeat: true,
    passes: [foldConstants, simplifyConversions, simplifyArithmetic, simplifySums, simplifyDivision, simplifyComparisons, simplifyBoolean, splitMask],
  },
  { name: "finish", repeat: false, passes: [foldSections] },
];

export interface PassOptions {
  /** Called after every pass. */
  readonly printAfter?: (pass: string, variant: Variant) => void;
  /** Called for every application of a rule. */
  readonly trace?: (step: PassStep) => void;
}

/** More rounds than any program needs; passes that undo each other's work would go on for ever. */
const mostRounds = 50;

/** Runs the whole pipeline; its result is a fixed point of it. */
export function runPasses(variant: Variant, options: PassOptions = {}): Variant {
  const context: PassContext = { ranges: createRanges(variant), trace: options.trace };
  return pipeline.reduce((current, stage) => runStage(stage, current, context, options), variant);
}

function runStage(stage: Stage, variant: Variant, context: PassContext, { printAfter }: PassOptions): Variant {
  let current = variant;
  for (let round = 0; round < mostRounds; round++) {
    const before = current;
    for (const pass of stage.passes) {
      current = pass.run(current, context);
      printAfter?.(pass.name, current);
    }
    if (!stage.repeat || sameSections(before, current)) return current;
  }
  throw new Error(`the passes of stage \`${stage.name}\` undo each other's work on \`${variant.name}\``);
}

/** Nodes of one graph are equal only if they are the same. */
const sameSections = (a: Variant, b: Variant): boolean => sectionNames.every((name) => a.sections[name] === b.sections[name]);
