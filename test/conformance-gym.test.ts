/**
 * @file The masks and score mods of attention-gym, and those that FlashAttention-4 tests itself with, as Python texts: each held, pair by pair, row
 * by row, block by block, to a formula and an attention worked out by hand.
 */
import { groups } from "./conformance/cases/index.ts";
import { conformanceSuite } from "#test/support/conformance-suite.ts";
import { goldenNames } from "#test/support/golden.ts";

const countOf = (section: string): number => groups.reduce((sum, group) => sum + (group.section === section ? group.cases.length : 0), 0);
console.info(`conformance: ${countOf("b")} cases of section b, ${countOf("f")} of section f, ${goldenNames.length} goldens`);

conformanceSuite(
  "attention-gym",
  groups.filter(({ section }) => section === "b"),
);
