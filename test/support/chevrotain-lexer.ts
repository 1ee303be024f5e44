/** @file Chevrotain's own lexer over the token table: it checks the table, and the grammar's lexer has to agree with it. */
import { Lexer } from "chevrotain";
import { getVocabulary } from "#grammar/tokens.ts";

/** Chevrotain's checks of grammars (nothing else of it) call a function that Node 20 does not have yet. */
const groupBy = (items: readonly object[], keyOf: (item: object) => string): Record<string, object[]> => {
  const groups: Record<string, object[]> = {};
  for (const item of items) (groups[keyOf(item)] ??= []).push(item);
  return groups;
};
if (!("groupBy" in Object)) Object.defineProperty(Object, "groupBy", { value: groupBy, configurable: true });

/** A lexer of chevrotain's for the tokens of the grammar. */
export function chevrotainLexer(): Lexer {
  const table = getVocabulary().all.filter(({ PATTERN }) => PATTERN !== undefined);
  return new Lexer(table, { positionTracking: "onlyOffset", ensureOptimizations: true });
}
