/** @file Sections that say nothing are dropped: a mask that is true, a score that is the score. A mask that is false stays: it says a lot. */
import type { Node } from "#src/ir/node.ts";
import { variablesIn } from "#src/ir/variables.ts";
import { sectionNames, type SectionName, type Variant } from "#src/ir/variant.ts";
import type { Pass } from "./pass.ts";

const saysNothing: Readonly<Record<SectionName, (node: Node) => boolean>> = {
  mask: (node) => node.kind === "constant" && node.value === 1,
  score: (node) => node.kind === "variable" && node.name === "score",
};

export const foldSections: Pass = {
  name: "fold-sections",
  run(variant) {
    const kept = sectionNames.filter((name) => variant.sections[name] && !saysNothing[name](variant.sections[name]));
    return { ...variant, sections: Object.fromEntries(kept.map((name) => [name, variant.sections[name]!])) };
  },
};

/** Whether any weight depends on ⟨q, k⟩; if not, the product need not be computed. */
export function usesDot({ sections: { score } }: Variant): boolean {
  return !score || variablesIn([score]).has("score");
}
