/** @file All cases, in the order of the table. */
import type { Case, Group } from "../case.ts";
import { captured, learnableBiases } from "./captured.ts";
import { fa4 } from "./fa4.ts";
import { gymGrids } from "./gym-grids.ts";
import { gymMasks } from "./gym-masks.ts";
import { gymMods } from "./gym-mods.ts";
import { maskMods, shapes } from "./mask-mods.ts";
import { poisonMods, scoreMods } from "./score-mods.ts";

export const groups: readonly Group[] = [gymMasks, gymGrids, gymMods, fa4, scoreMods, captured, learnableBiases, poisonMods, maskMods, shapes];

/** A case by its name. */
export function caseOf(name: string): Case {
  const found = groups.flatMap(({ cases }) => cases).find((each) => each.name === name);
  if (!found) throw new Error(`no case is called ${name}`);
  return found;
}
