import { expect, test } from "vitest";
import { dslOperators, foreignOperators, getVocabulary, isComparison, isLoose } from "#grammar/tokens.ts";
import { formOf, opNames, row } from "#src/ir/ops.ts";

const images = (text: string): string[] =>
  getVocabulary()
    .lexer.tokenize(text)
    .tokens.map(({ image }) => image);

test("every spelling of the op table is one token", () => {
  const { infix, prefix, call } = dslOperators();
  for (const spelling of [...infix.keys(), ...prefix.keys(), ...Object.keys(foreignOperators)]) expect(images(`a${spelling}b`)).toContain(spelling);
  for (const spelling of call.keys()) expect(images(`${spelling}(a)`)).toContain(spelling);
  expect(infix.size + prefix.size + call.size).toBe(opNames.filter((name) => row(name).dsl !== undefined).length);
});

test("the longest operator wins", () => {
  expect(images("a<<=b<=c!==d!=!e")).toEqual(["a", "<<", "=", "b", "<=", "c", "!==", "d", "!=", "!", "e"]);
});

test("words end where names do", () => {
  expect(images("letter inputs let inf infinity")).toEqual(["letter", "inputs", "let", "inf", "infinity"]);
  expect(getVocabulary().lexer.tokenize("letter").tokens[0]!.tokenType.name).toBe("Name");
});

test("a prefix operator binds more tightly than every infix operator: the parser builds on it", () => {
  const { infix, prefix } = dslOperators();
  const tightest = Math.max(...[...infix.values()].map((name) => row(name).precedence!));
  for (const name of prefix.values()) expect(row(name).precedence!).toBeGreaterThan(tightest);
});

test("comparisons give a bool of two numbers, and what is loose binds less than they do", () => {
  for (const name of opNames.filter((op) => formOf(op) === "infix")) {
    expect(isComparison(name)).toBe(row(name).typing(["i32", "i32"])?.result === "bool");
    expect(isLoose(name)).toBe(row(name).precedence! < row("eq").precedence!);
  }
});
