/** @file How long files and functions may get, so that each can be read in one go. */
import ts from "typescript";
import { expect, it } from "vitest";
import { median, sourceFiles, type SourceFile } from "#test/support/source-files.ts";

const budget = { file: { median: 120, most: 400 }, function: { median: 10, most: 60, exhaustiveSwitch: 100 }, columns: 150 };

/** Files that are one table, a row per line: only their number of lines counts. */
const tables = ["src/ir/ops.ts"];

interface Measured {
  readonly place: string;
  readonly lines: number;
  readonly isSwitch: boolean;
}

const files = sourceFiles();
const prose = files.filter(({ path }) => !tables.includes(path));
const functions = prose.flatMap(functionsOf);

it("files are short", () => {
  const lengths = files.map(({ path, text }) => ({ path, lines: countLines(text) }));
  const middle = median(lengths.map(({ lines }) => lines));
  console.info(`lines per file: median ${middle}, most ${Math.max(...lengths.map(({ lines }) => lines))}, of ${files.length} files`);
  expect(lengths.filter(({ lines }) => lines > budget.file.most)).toEqual([]);
  expect(middle).toBeLessThanOrEqual(budget.file.median);
});

it("functions are short", () => {
  const middle = median(functions.map(({ lines }) => lines));
  console.info(`lines per function: median ${middle}, most ${Math.max(...functions.map(({ lines }) => lines))}, of ${functions.length} functions`);
  const most = ({ isSwitch }: Measured) => (isSwitch ? budget.function.exhaustiveSwitch : budget.function.most);
  expect(functions.filter((each) => each.lines > most(each))).toEqual([]);
  expect(middle).toBeLessThanOrEqual(budget.function.median);
});

it("lines are short", () => {
  const long = prose.flatMap(({ path, text }) =>
    text.split("\n").flatMap((line, index) => (line.length > budget.columns ? [`${path}:${index + 1} has ${line.length} columns`] : [])),
  );
  expect(long).toEqual([]);
});

it("every file says what it is for", () => {
  const silent = files.filter(({ text }) => !/^(#!.*\n)?\/\*\*\s*(\*\s*)?@file /.test(text)).map(({ path }) => path);
  expect(silent).toEqual([]);
});

function countLines(text: string): number {
  return text.split("\n").length - (text.endsWith("\n") ? 1 : 0);
}

/** All functions of more than one line, nested ones for themselves and within the outer. */
function functionsOf({ path, text }: SourceFile): Measured[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest);
  const lineOf = (offset: number): number => source.getLineAndCharacterOfPosition(offset).line + 1;
  const found: Measured[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && "body" in node && node.body) {
      const start = lineOf(node.getStart(source));
      const lines = lineOf(node.end) - start + 1;
      if (lines > 1) found.push({ place: `${path}:${start}`, lines, isSwitch: isOneSwitch(node.body as ts.Node, lines, source) });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** Whether nearly all of a function is one `switch`. */
function isOneSwitch(body: ts.Node, lines: number, source: ts.SourceFile): boolean {
  if (!ts.isBlock(body)) return false;
  return body.statements.some((statement) => ts.isSwitchStatement(statement) && statement.getText(source).split("\n").length >= lines * 0.8);
}
