/** @file All that is proved of an optimised variant, for all sizes, params and tensors, and what is not. */
import { topological, type Apply, type Load, type Node } from "#src/ir/node.ts";
import { row } from "#src/ir/ops.ts";
import { rootsOf, type Variant } from "#src/ir/variant.ts";
import { createCallRanges } from "./call-ranges.ts";
import { provesInRange } from "./in-range.ts";
import { proveKeys, type KeysProof } from "./prove-keys.ts";
import { proveRows, type RowsProof } from "./prove-rows.ts";
import { proveScore, type ScoreProof } from "./prove-score.ts";

/** A read of a captured tensor: whether each index stays inside its dimension. */
export interface ReadProof {
  readonly load: Load;
  readonly isInside: readonly boolean[];
}

/** An integer division or remainder of a dividend that is never negative, or one that has to be floored by more than the machine's own. */
export interface DivisionProof {
  readonly node: Apply;
  readonly isNotNegative: boolean;
}

export interface Proofs {
  readonly rows: RowsProof;
  readonly score: ScoreProof;
  readonly keys: KeysProof;
  readonly reads: readonly ReadProof[];
  readonly divisions: readonly DivisionProof[];
}

export function proveAll(variant: Variant): Proofs {
  const nodes = topological(rootsOf(variant));
  const ranges = createCallRanges(variant);
  return {
    rows: proveRows(variant),
    score: proveScore(variant),
    keys: proveKeys(variant),
    reads: nodes.flatMap((load) => (load.kind === "load" ? { load, isInside: load.args.map((_, axis) => provesInRange(variant, load, axis)) } : [])),
    divisions: nodes.filter(divides).flatMap((node) => {
      const isNotNegative = ranges(node.args[0]!).lo >= 0;
      return isNotNegative || isFloored(node) ? { node, isNotNegative: !isFloored(node) } : [];
    }),
  };
}

/** Whole numbers by whole numbers; shifts are none. */
function divides(node: Node): node is Apply {
  if (node.kind !== "apply" || node.args.length !== 2 || !node.args.every((arg) => arg.type === "i32")) return false;
  const { affine, shrinks, evaluate } = row(node.op);
  return affine === "laps" || (shrinks === "first" && evaluate(6, 3) === 2);
}

/** Done by a function, as the machine's own cuts towards 0. */
const isFloored = ({ op }: Apply): boolean => "call" in row(op).wgsl;
