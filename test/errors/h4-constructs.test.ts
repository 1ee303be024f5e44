/** @file Constructs that cannot become part of a kernel: H401 to H412, H417, H429, H432, W433, whole texts; both routes say the same. */
import { expect, test } from "vitest";
import { attention } from "#src/frontend/attention.ts";
import { readDefinition, readMain } from "#test/support/ts-routes.ts";

/** What the route for files says of a score; the run-time route must say the same of the same function. */
function said(score: string): string {
  const text = readMain(`export const v = attention({ name: "v", score: ${score} });`);
  const atRunTime = readDefinition(attention({ name: "v", score: new Function(`return ${score}`)() as () => number }));
  const gist = (whole: string): (string | undefined)[] =>
    whole
      .split("\n")
      .filter((line) => /^(error|warning)|\^|help/.test(line))
      .map((line) => line.trim().replace(/^\| +/, "| "));
  expect(gist(atRunTime)).toEqual(gist(text));
  return text;
}

test("H401", () => {
  expect(said("() => { for (;;) { return 1; } }")).toMatchInlineSnapshot(`
    "error[H401]: a \`for\` loop cannot become part of a kernel
     --> main.ts:2:56
      |
    2 | export const v = attention({ name: "v", score: () => { for (;;) { return 1; } } });
      |                                                        ^^^
      = help: every pair is computed on its own; write the value out, or compute it before and capture it as an input"
  `);
});

test("H402", () => {
  expect(said("async (p) => p.score")).toMatchInlineSnapshot(`
    "error[H402]: an async function cannot become part of a kernel
     --> main.ts:2:48
      |
    2 | export const v = attention({ name: "v", score: async (p) => p.score });
      |                                                ^^^^^
      = help: sections are plain functions that return a value"
  `);
});

test("H403", () => {
  expect(said("({ score }) => { score += 1; return score; }")).toMatchInlineSnapshot(`
    "error[H403]: an assignment cannot become part of a kernel
     --> main.ts:2:65
      |
    2 | export const v = attention({ name: "v", score: ({ score }) => { score += 1; return score; } });
      |                                                                 ^^^^^^^^^^
      = help: name each value with a \`const\` of its own"
  `);
});

test("H404", () => {
  expect(said("({ score }) => [score]")).toMatchInlineSnapshot(`
    "error[H404]: an array cannot become part of a kernel
     --> main.ts:2:63
      |
    2 | export const v = attention({ name: "v", score: ({ score }) => [score] });
      |                                                               ^^^^^^^
      = help: values are numbers and booleans; a table is a captured tensor, called with its indices"
  `);
});

test("H405", () => {
  expect(said("({ score }) => new Date()")).toMatchInlineSnapshot(`
    "error[H405]: \`new\` cannot become part of a kernel
     --> main.ts:2:63
      |
    2 | export const v = attention({ name: "v", score: ({ score }) => new Date() });
      |                                                               ^^^^^^^^^^
      = help: sections compute with numbers and booleans only"
  `);
});

test("H406", () => {
  expect(said("({ score }) => this.x")).toMatchInlineSnapshot(`
    "error[H406]: \`this\` cannot become part of a kernel
     --> main.ts:2:63
      |
    2 | export const v = attention({ name: "v", score: ({ score }) => this.x });
      |                                                               ^^^^
      = help: everything a section needs is in its two arguments"
  `);
});

test("H407", () => {
  expect(said("({ score }) => Math.max(...score)")).toMatchInlineSnapshot(`
    "error[H407]: a spread cannot become part of a kernel
     --> main.ts:2:72
      |
    2 | export const v = attention({ name: "v", score: ({ score }) => Math.max(...score) });
      |                                                                        ^^^^^^^^
      = help: name each argument"
  `);
});

test("H408", () => {
  expect(said("({ score }) => score ?? 1")).toMatchInlineSnapshot(`
    "error[H408]: \`??\` cannot become part of a kernel
     --> main.ts:2:63
      |
    2 | export const v = attention({ name: "v", score: ({ score }) => score ?? 1 });
      |                                                               ^^^^^^^^^^
      = help: inputs and params are always there"
  `);
});

test("H409", () => {
  expect(said("({ score }, t = 1) => score")).toMatchInlineSnapshot(`
    "error[H409]: a default value cannot become part of a kernel
     --> main.ts:2:60
      |
    2 | export const v = attention({ name: "v", score: ({ score }, t = 1) => score });
      |                                                            ^^^^^
      = help: give the argument at each call"
  `);
});

test("H410", () => {
  expect(said("({ score }) => { let x; return score; }")).toMatchInlineSnapshot(`
    "error[H410]: a variable without a value cannot become part of a kernel
     --> main.ts:2:69
      |
    2 | export const v = attention({ name: "v", score: ({ score }) => { let x; return score; } });
      |                                                                     ^
      = help: write \`const name = value\`"
  `);
});

test("H411", () => {
  expect(said("({ score }) => { if (score > 1) { var x = 1; return x; } return score; }")).toMatchInlineSnapshot(`
    "error[H411]: a \`var\` inside a block cannot become part of a kernel
     --> main.ts:2:82
      |
    2 | export const v = attention({ name: "v", score: ({ score }) => { if (score > 1) { var x = 1; return x; } return score; } });
      |                                                                                  ^^^
      = help: write \`const\`"
  `);
});

test("H412", () => {
  expect(said("({ score }) => score >>> 1")).toMatchInlineSnapshot(`
    "error[H412]: \`>>>\` cannot become part of a kernel
     --> main.ts:2:63
      |
    2 | export const v = attention({ name: "v", score: ({ score }) => score >>> 1 });
      |                                                               ^^^^^^^^^^^"
  `);
});

test("H417", () => {
  expect(said("({ score }) => { if (score > 1) return 1; }")).toMatchInlineSnapshot(`
    "error[H417]: not every path returns a value
     --> main.ts:2:65
      |
    2 | export const v = attention({ name: "v", score: ({ score }) => { if (score > 1) return 1; } });
      |                                                                 ^^^^^^^^^^^^^^^^^^^^^^^^
      = help: end with a \`return\`"
  `);
});

test("H429", () => {
  expect(said("({ score }) => { const a = b; const b = score; return a; }")).toMatchInlineSnapshot(`
    "error[H429]: \`b\` is used before it is declared
     --> main.ts:2:75
      |
    2 | export const v = attention({ name: "v", score: ({ score }) => { const a = b; const b = score; return a; } });
      |                                                                           ^"
  `);
});

test("H432", () => {
  expect(said("({ score }) => { const f = (x) => f(x); return f(score); }")).toMatchInlineSnapshot(`
    "error[H432]: this function calls itself
     --> main.ts:2:82
      |
    2 | export const v = attention({ name: "v", score: ({ score }) => { const f = (x) => f(x); return f(score); } });
      |                                                                                  ^^^^
      = help: functions are inlined, so a call must end; write the recursion out"
  `);
});

test("W433", () => {
  expect(said("({ score }) => { score + 1; return score; }")).toMatchInlineSnapshot(`
    "warning[W433]: this value is never used
     --> main.ts:2:65
      |
    2 | export const v = attention({ name: "v", score: ({ score }) => { score + 1; return score; } });
      |                                                                 ^^^^^^^^^"
  `);
});
