/** @file grammar.ebnf is what the parser does, and the grammar itself has no ambiguity. */
import { readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { createParser } from "#grammar/parser.ts";
import { chevrotainLexer } from "#test/support/chevrotain-lexer.ts";
import { renderEbnf } from "#test/support/ebnf.ts";

const path = new URL("../../../grammar/grammar.ebnf", import.meta.url);

test("grammar.ebnf shows the parser's rules", () => {
  if (process.env["UPDATE_SNAPSHOTS"] === "1") writeFileSync(path, renderEbnf());
  expect(readFileSync(path, "utf8")).toBe(renderEbnf());
});

test("chevrotain finds no fault with the rules and the tokens", () => {
  expect(() => createParser(true)).not.toThrow();
  expect(chevrotainLexer().lexerDefinitionErrors).toEqual([]);
});
