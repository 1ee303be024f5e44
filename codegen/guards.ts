/** @file Which guards of a kernel the analysis proves to be needless: against scores of −∞, which count as masked, and against rows without keys. */
import { proveRows } from "#src/analysis/prove-rows.ts";
import { proveScore } from "#src/analysis/prove-score.ts";
import type { Variant } from "#src/ir/variant.ts";

export interface Guards {
  /** A score may be −∞. */
  readonly minusInfinity: boolean;
  /** A row may be without a key, or have none but of such scores. */
  readonly emptyRow: boolean;
}

export function guardsOf(variant: Variant): Guards {
  const minusInfinity = !proveScore(variant).isProved;
  return { minusInfinity, emptyRow: minusInfinity || proveRows(variant).conditions?.length !== 0 };
}
