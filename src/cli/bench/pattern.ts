/**
 * @file What other libraries have names for: no mask, a causal one, a causal window, or the last keys for a single query. Which of them a
 * variant is for given sizes and params is proved from its mask, however it was written; for the rest there is a reason why it is none.
 */
import { createClassifier, type Classifier } from "#src/analysis/classify.ts";
import { directionOf } from "#src/analysis/direction.ts";
import { inputsIn, variablesIn } from "#src/ir/variables.ts";
import type { Variant } from "#src/ir/variant.ts";
import type { DenseSizes } from "#src/reference/dense.ts";

/** `window`: a query sees itself and the `keys - 1` before it. `last`: the only query sees the last `keys` keys. */
export type Pattern = { readonly name: "full" } | { readonly name: "causal" } | { readonly name: "window" | "last"; readonly keys: number };

/** Why a variant is none of them, as a clause. */
export interface NoPattern {
  readonly reason: string;
}

/** The pattern of a variant after the passes; `scalars` has its params and the sizes that its tensors introduce. */
export function recognise(variant: Variant, sizes: DenseSizes, scalars: Readonly<Record<string, number>>): Pattern | NoPattern {
  const { mask, score } = variant.sections;
  if (score) return { reason: "only Heed has its score" };
  if (!mask) return { name: "full" };
  if (inputsIn([mask]).size > 0) return { reason: "only Heed has its mask, which reads a tensor" };
  const used = variablesIn([mask]);
  if (["b", "h", "hkv"].some((name) => used.has(name))) return { reason: "only Heed has its mask, which depends on the head" };
  const classifier = createClassifier(mask, { scalars: { ...sizes, ...scalars }, tensors: new Map() });
  classifier.enter(0, 0, 0);
  return ofKeys(classifier, sizes) ?? { reason: "only Heed has its mask" };
}

function ofKeys(classifier: Classifier, { Sq, Skv }: DenseSizes): Pattern | undefined {
  const { lo, hi, along } = classifier.box(0, Sq - 1, 0, Skv - 1);
  if (lo === 1) return { name: "full" };
  if (hi === 0) return undefined;
  if (Sq === 1) return ofOneRow(classifier, Skv);
  // It moves along q_idx − kv_idx alone, so that one pair for each difference says all.
  return along === directionOf(1, -1) && Sq === Skv ? ofDifferences(classifier, Sq) : undefined;
}

function ofOneRow(classifier: Classifier, Skv: number): Pattern | undefined {
  const keys = stretch(Skv, (fromEnd) => classifier.point(0, Skv - 1 - fromEnd));
  if (keys === 0) return undefined;
  return keys === Skv ? { name: "full" } : { name: "last", keys };
}

function ofDifferences(classifier: Classifier, S: number): Pattern | undefined {
  for (let ahead = 1; ahead < S; ahead++) if (classifier.point(0, ahead).hi === 1) return undefined;
  const keys = stretch(S, (back) => classifier.point(back, 0));
  if (keys === 0) return undefined;
  return keys === S ? { name: "causal" } : { name: "window", keys };
}

/** How many of so many places are allowed, if those are the first ones and surely no other; 0 where it is not so. */
function stretch(places: number, at: (place: number) => { readonly lo: number; readonly hi: number }): number {
  let count = 0;
  while (count < places && at(count).lo === 1) count++;
  for (let place = count; place < places; place++) if (at(place).hi === 1) return 0;
  return count;
}
