/** @file Names that TypeScript can read where the surface tree allows any. */
import { callNames } from "#src/ir/ops.ts";
import { storageTypes } from "#src/ir/types.ts";

/** What a file of definitions may import from Heed. */
export const heedNames: ReadonlySet<string> = new Set(["attention", ...storageTypes, ...callNames("ts").filter((name) => /^[a-z]\w*$/.test(name))]);

/** Words of the language, those of strict code among them, and the globals that a variant's functions use. */
const taken: ReadonlySet<string> = new Set(
  (
    "arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for function if " +
    "implements import in instanceof interface let new null package private protected public return static super switch this throw true try typeof " +
    "undefined var void while with yield Boolean Infinity Math NaN Number"
  ).split(" "),
);

/** `my-window`, `my_window` → `myWindow`. */
export const camelCase = (name: string): string => name.replace(/[-_]+(\w)/g, (_, letter: string) => letter.toUpperCase());

/** The name itself, or with as many `_` behind it as make it free. */
export function freeName(name: string, isTaken: (name: string) => boolean): string {
  let found = name.replace(/[^\w$]/g, "_").replace(/^(?=\d)/, "_");
  while (taken.has(found) || isTaken(found)) found += "_";
  return found;
}
