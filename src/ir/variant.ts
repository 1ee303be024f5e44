/** @file A variant: the declarations and the sections of one attention, as the passes, the planner and the code generator see it. */
import type { Span } from "#src/diagnostics/span.ts";
import type { Graph, Node } from "./node.ts";
import type { ScalarType, StorageType } from "./types.ts";

/** A captured tensor; dims are i32 expressions over size names. */
export interface Input {
  readonly name: string;
  readonly type: StorageType;
  readonly dims: readonly Node[];
  readonly span?: Span | undefined;
}

/** A scalar given at each call; never a reason to compile again. */
export interface Param {
  readonly name: string;
  readonly type: ScalarType;
  readonly value: number;
  readonly span?: Span | undefined;
}

export type SectionName = "mask" | "score";

/** What a section's value must be, and the names it may not see. */
export interface SectionRule {
  readonly type: ScalarType;
  readonly hidden: readonly string[];
}

/** The sections of the language, one row each, in the order they are evaluated. */
export const sectionRules: Readonly<Record<SectionName, SectionRule>> = {
  mask: { type: "bool", hidden: ["score"] },
  score: { type: "f32", hidden: [] },
};

export const sectionNames: readonly SectionName[] = Object.keys(sectionRules) as SectionName[];

export interface SectionText {
  readonly text: string;
  readonly span: Span;
}

export interface Variant {
  readonly name: string;
  readonly graph: Graph;
  readonly inputs: readonly Input[];
  readonly params: readonly Param[];
  readonly sections: Readonly<Partial<Record<SectionName, Node>>>;
  /** What the user wrote for a section, on one line, and where; for comments and messages. */
  readonly texts: Readonly<Partial<Record<SectionName, SectionText>>>;
  /** The user's names of values, for readable kernels. */
  readonly names: ReadonlyMap<Node, string>;
  /** Where a node was written, for diagnostics after lowering. */
  readonly spans: ReadonlyMap<Node, Span>;
}

/** The sections' nodes, mask before score. */
export function rootsOf(variant: Variant): Node[] {
  return sectionNames.flatMap((name) => variant.sections[name] ?? []);
}

/** Rewrites all sections together; names and spans stay with the nodes that survive. */
export function mapSections(variant: Variant, change: (roots: readonly Node[]) => readonly Node[]): Variant {
  const present = sectionNames.filter((name) => variant.sections[name]);
  const roots = change(present.map((name) => variant.sections[name]!));
  return { ...variant, sections: Object.fromEntries(present.map((name, i) => [name, roots[i]!])) };
}

/** The names that dims introduce (not built in): read from the tensor's shape, then usable as a size. */
export function introducedSizes(
  variant: Pick<Variant, "inputs">,
  isBuiltin: (name: string) => boolean,
): Map<string, { input: string; axis: number }> {
  const found = new Map<string, { input: string; axis: number }>();
  for (const { name: input, dims } of variant.inputs) {
    dims.forEach((dim, axis) => {
      if (dim.kind === "variable" && !isBuiltin(dim.name) && !found.has(dim.name)) found.set(dim.name, { input, axis });
    });
  }
  return found;
}
