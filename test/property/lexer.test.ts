/** @file The grammar's lexer does what chevrotain's does with the same table, whatever the text. */
import fc from "fast-check";
import type { IToken } from "chevrotain";
import { expect, test } from "vitest";
import { getVocabulary } from "#grammar/tokens.ts";
import { chevrotainLexer } from "#test/support/chevrotain-lexer.ts";
import { propertyOptions } from "#test/support/seed.ts";

const spellings = getVocabulary().all.flatMap(({ PATTERN }) => (typeof PATTERN === "string" ? [PATTERN] : []));
const others = [
  " ",
  "\n",
  "\r\n",
  "//",
  "/*",
  "*/",
  "*",
  '"',
  "'",
  "0x1F",
  "1.5e-3",
  "1_000",
  ".5",
  "2f",
  "e",
  "x",
  "_a1",
  "letter",
  "≥",
  "🙂",
  "@",
  "\\",
];
const texts = fc.array(fc.oneof(fc.constantFrom(...spellings), fc.constantFrom(...others), fc.string({ maxLength: 3 })), { maxLength: 40 });

const facts = ({ image, startOffset, tokenType, tokenTypeIdx }: IToken) => ({ image, startOffset, name: tokenType.name, tokenTypeIdx });

test("both lexers read the same tokens, groups and gaps", () => {
  const theirs = chevrotainLexer();
  const { lexer: ours } = getVocabulary();
  fc.assert(
    fc.property(texts, (parts) => {
      const text = parts.join("");
      const expected = theirs.tokenize(text);
      const { tokens, groups, gaps } = ours.tokenize(text);
      expect(tokens.map(facts)).toEqual(expected.tokens.map(facts));
      expect(gaps).toEqual(expected.errors.map(({ offset, length }) => ({ offset, length })));
      for (const name of ["comments", "unterminated", "semicolons"]) {
        expect((groups[name] ?? []).map(facts)).toEqual((expected.groups[name] ?? []).map(facts));
      }
    }),
    propertyOptions("both lexers", 2000),
  );
});
