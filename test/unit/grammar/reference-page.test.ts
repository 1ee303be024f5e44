/** @file The language page: its programs parse and are formatted, and no spelling of the op table, reserved word or type is missing. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { formatAttn } from "#grammar/format.ts";
import { dslOperators, reservedWords } from "#grammar/tokens.ts";
import { createReport } from "#src/diagnostics/report.ts";
import { storageTypes } from "#src/ir/types.ts";
import { syntaxErrors } from "#test/support/parse-text.ts";

const page = readFileSync(new URL("../../../grammar/README.md", import.meta.url), "utf8");
const programs = [...page.matchAll(/^```attn\n([\s\S]*?)^```$/gm)].map(([, text]) => text!);
const code = [...page.replaceAll("\\|", "|").matchAll(/`([^`\n]+)`/g)].map(([, text]) => text!);

test("there are programs to look at", () => {
  expect(programs.length).toBeGreaterThan(10);
});

describe.each(programs)("%s", (text) => {
  test("parses", () => expect(syntaxErrors(text)).toBe(""));
  test("is formatted", () => expect(formatAttn({ name: "page.attn", text }, createReport())).toBe(text.replaceAll("][", ", ")));
});

test.each([...dslOperators().call.keys()])("the table of functions has %s", (name) => {
  expect(code.some((text) => text.startsWith(`${name}(`))).toBe(true);
});

test.each([...dslOperators().infix.keys()])("the table of operators has a %s b", (operator) => {
  expect(code).toContain(`a ${operator} b`);
});

test.each([...dslOperators().prefix.keys()])("the table of operators has %sa", (operator) => {
  expect(code).toContain(`${operator}a`);
});

test.each([...reservedWords, ...storageTypes])("the page names the word %s", (word) => {
  expect(code).toContain(word);
});
