import { createToken } from "chevrotain";
import { expect, test } from "vitest";
import { createLexer } from "#grammar/lexer.ts";

const Name = createToken({ name: "Name", pattern: /[a-z]+/ });
const Let = createToken({ name: "Let", pattern: "let", longer_alt: Name });
const Less = createToken({ name: "Less", pattern: "<" });
const Shift = createToken({ name: "Shift", pattern: "<<" });
const Space = createToken({ name: "Space", pattern: /\s+/, group: "blank" });
const Note = createToken({ name: "Note", pattern: /#[^\n]*/, group: "notes" });
const Category = createToken({ name: "Category" });
const lexer = createLexer([Space, Note, Shift, Less, Let, Name, Category]);

const read = (text: string): string[] => lexer.tokenize(text).tokens.map(({ tokenType, image }) => `${tokenType.name} ${image}`);

test("the first row that matches counts", () => {
  expect(read("a<<<b")).toEqual(["Name a", "Shift <<", "Less <", "Name b"]);
});

test("a word is not read out of a longer name, before or behind", () => {
  expect(read("let letter outlet")).toEqual(["Let let", "Name letter", "Name outlet"]);
});

test("tokens know their place, groups are kept apart and blanks dropped", () => {
  const { tokens, groups, gaps } = lexer.tokenize("a # b\n\tc");
  expect(tokens.map(({ startOffset }) => startOffset)).toEqual([0, 7]);
  expect(groups).toMatchObject({ notes: [{ image: "# b", startOffset: 2 }] });
  expect(gaps).toEqual([]);
});

test("what begins no token is a gap, at the start, within and at the end", () => {
  expect(lexer.tokenize("1a23 4").gaps).toEqual([
    { offset: 0, length: 1 },
    { offset: 2, length: 2 },
    { offset: 5, length: 1 },
  ]);
  expect(lexer.tokenize("").gaps).toEqual([]);
});
