/** @file A pass test is two strings: the sections before, the sections after. */
import { parseVariant } from "#src/ir/parse.ts";
import { printNode } from "#src/ir/print.ts";
import { createRanges } from "#src/ir/range.ts";
import { sectionNames, type Variant } from "#src/ir/variant.ts";
import type { Pass } from "#src/passes/index.ts";

const declarations = `
  input slope: f32[Hq]
  input lengths: i32[B]
  input document: i32[B, Skv]
  input kinds: u32[Hq]
  param window: i32 = 4
  param strict: bool = true
  param temperature: f32 = 0.5
`;

/** A variant with the sections given as nested text: `mask ge(q_idx, kv_idx)`. */
export function variantOf(sections: string): Variant {
  return parseVariant(`variant test {${declarations}${sections}}`);
}

/** The sections as nested text, one per line. */
export function sectionsOf(variant: Variant): string {
  return sectionNames.flatMap((name) => (variant.sections[name] ? [`${name} ${printNode(variant.sections[name])}`] : [])).join("\n");
}

/** What one pass makes of the sections. */
export function afterPass(pass: Pass, sections: string): string {
  const variant = variantOf(sections);
  return sectionsOf(pass.run(variant, { ranges: createRanges(variant) }));
}
