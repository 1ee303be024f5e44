/**
 * @file The names that every variant has in scope, one row each, and what a value may depend on: nothing that varies inside a head
 * (`uniform`), the query row, the key column, or both (`pair`).
 */
import * as levels from "./levels.ts";
import type { Level } from "./levels.ts";
import { topological, type Node } from "./node.ts";
import type { ScalarType } from "./types.ts";

export { levels, type Level };

export interface BuiltinVariable {
  readonly type: ScalarType;
  /** None: the same all over a head. */
  readonly level?: Level;
  /** For an index: the size it runs below. */
  readonly below?: string;
  /** A size: at least 1, constant over a call. */
  readonly size?: true;
}

export const builtins: Readonly<Record<string, BuiltinVariable>> = {
  score: { type: "f32", level: levels.pair },
  b: { type: "i32", below: "B" },
  h: { type: "i32", below: "Hq" },
  hkv: { type: "i32", below: "Hkv" },
  q_idx: { type: "i32", level: levels.row, below: "Sq" },
  kv_idx: { type: "i32", level: levels.column, below: "Skv" },
  B: { type: "i32", size: true },
  Hq: { type: "i32", size: true },
  Hkv: { type: "i32", size: true },
  Sq: { type: "i32", size: true },
  Skv: { type: "i32", size: true },
  D: { type: "i32", size: true },
  Dv: { type: "i32", size: true },
};

export const builtinNames: readonly string[] = /* @__PURE__ */ Object.keys(builtins);
export const sizeNames: readonly string[] = /* @__PURE__ */ builtinNames.filter((name) => builtins[name]!.size);

/** What each node under the roots depends on; parameters and read sizes are uniform. */
export function levelsOf(roots: readonly Node[]): Map<Node, Level> {
  const found = new Map<Node, Level>();
  for (const node of topological(roots)) {
    const own = node.kind === "variable" ? (builtins[node.name]?.level ?? levels.uniform) : levels.uniform;
    found.set(
      node,
      node.args.reduce((level, arg) => (level | found.get(arg)!) as Level, own),
    );
  }
  return found;
}

/** The names of the variables under the roots. */
export function variablesIn(roots: readonly Node[]): Set<string> {
  return new Set(topological(roots).flatMap((node) => (node.kind === "variable" ? [node.name] : [])));
}

/** The names of the captured tensors read under the roots. */
export function inputsIn(roots: readonly Node[]): Set<string> {
  return new Set(topological(roots).flatMap((node) => (node.kind === "load" ? [node.input] : [])));
}
