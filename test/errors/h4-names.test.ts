/** @file Names, arguments and definitions in TypeScript: H413 to H431, whole texts. */
import { expect, test } from "vitest";
import { attention, f32 } from "#src/frontend/attention.ts";
import { readDefinition, readFiles, readMain } from "#test/support/ts-routes.ts";

const file = (options: string, before = ""): string => readMain(`${before}export const v = attention({ name: "v", ${options} });`);

test("H413", () => {
  expect(file("score: ({ score }) => score * factor", "let factor = 2;\n")).toMatchInlineSnapshot(`
    "error[H413]: \`factor\` is a variable that can change
     --> main.ts:3:71
      |
    3 | export const v = attention({ name: "v", score: ({ score }) => score * factor });
      |                                                                       ^^^^^^
      = note: it comes from here
     --> main.ts:2:5
      |
    2 | let factor = 2;
      |     ^^^^^^
      = help: declare it in this file as a \`const\` or a function, or import it"
  `);
});

test("H413 unknown", () => {
  expect(file("score: (p) => p.score * factor(2)")).toMatchInlineSnapshot(`
    "error[H413]: \`factor\` is not known here
     --> main.ts:2:65
      |
    2 | export const v = attention({ name: "v", score: (p) => p.score * factor(2) });
      |                                                                 ^^^^^^
      = help: declare it in this file as a \`const\` or a function, or import it"
  `);
});

test("H413 position", () => {
  expect(file("mask: () => q_idx >= 1")).toMatchInlineSnapshot(`
    "error[H413]: \`q_idx\` is not known here
     --> main.ts:2:53
      |
    2 | export const v = attention({ name: "v", mask: () => q_idx >= 1 });
      |                                                     ^^^^^
      = help: take \`q_idx\` from the function's arguments"
  `);
});

test("H414", () => {
  expect(file("score: ({ score }) => Math.tanhh(score)")).toMatchInlineSnapshot(`
    "error[H414]: there is no \`Math.tanhh\` that a kernel can compute
     --> main.ts:2:68
      |
    2 | export const v = attention({ name: "v", score: ({ score }) => Math.tanhh(score) });
      |                                                                    ^^^^^
      = help: did you mean \`Math.tanh\`?"
  `);
});

test("H415", () => {
  expect(file("mask: ({ q_idx, k_idx }) => q_idx >= k_idx")).toMatchInlineSnapshot(`
    "error[H415]: a section's first argument has no \`k_idx\`
     --> main.ts:2:57
      |
    2 | export const v = attention({ name: "v", mask: ({ q_idx, k_idx }) => q_idx >= k_idx });
      |                                                         ^^^^^
      = help: did you mean \`q_idx\`?"
  `);
});

test("H416", () => {
  expect(file("inputs: { slope: f32('Hq') }, score: (p, { slop }) => p.score + slop(p.h)")).toMatchInlineSnapshot(`
    "error[H416]: no input or param is named \`slop\`
     --> main.ts:2:84
      |
    2 | export const v = attention({ name: "v", inputs: { slope: f32('Hq') }, score: (p, { slop }) => p.score + slop(p.h) });
      |                                                                                    ^^^^
      = help: did you mean \`slope\`?"
  `);
});

test("H418", () => {
  expect(file("mask: 3")).toMatchInlineSnapshot(`
    "error[H418]: \`mask\` is not a function
     --> main.ts:2:47
      |
    2 | export const v = attention({ name: "v", mask: 3 });
      |                                               ^
      = help: write \`({ q_idx, kv_idx }) => …\`"
  `);
});

test("H419", () => {
  expect(readDefinition(attention({ name: "v", mask: Boolean as () => boolean }))).toMatchInlineSnapshot(`
    "error[H419]: the text of \`v.mask\` cannot be read
     --> <v.mask>:1:1
      |
    1 | function Boolean() { [native code] }
      | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      = help: a bound or built-in function hides its text; wrap it in an arrow function and give what it needs under \`scope\`"
  `);
});

test("H420", () => {
  expect(file("inputs: make(), mask: () => true", "const make = () => ({});\n")).toMatchInlineSnapshot(`
    "error[H420]: this cannot be read from the source text
     --> main.ts:3:49
      |
    3 | export const v = attention({ name: "v", inputs: make(), mask: () => true });
      |                                                 ^^^^^^
      = help: write it out as a literal inside \`attention({ … })\`"
  `);
});

test("H421", () => {
  expect(readFiles({ "main.ts": "export const a = ;" })).toMatchInlineSnapshot(`
    "error[H421]: expression expected
     --> main.ts:1:18
      |
    1 | export const a = ;
      |                  ^"
  `);
});

test("H422", () => {
  expect(
    file(`score: ({ score }) => ${"score + ".repeat(500)}1`)
      .replace(/(score \+ )+/, "… ")
      .replace(/\^+/, "^"),
  ).toMatchInlineSnapshot(`
    "error[H422]: this is longer than 400 operations
     --> main.ts:2:63
      |
    2 | export const v = attention({ name: "v", score: ({ score }) => … 1 });
      |                                                               ^
      = help: name parts of it with \`const\`, or make helpers of them"
  `);
});

test("H423", () => {
  expect(file("inputs: { slope: f32('Hq') }, score: (p, { slope }) => p.score + slope")).toMatchInlineSnapshot(`
    "error[H423]: a captured tensor is used as a number
     --> main.ts:2:106
      |
    2 | export const v = attention({ name: "v", inputs: { slope: f32('Hq') }, score: (p, { slope }) => p.score + slope });
      |                                                                                                          ^^^^^
      = help: call it with its indices: \`slope(…)\`"
  `);
});

test("H424", () => {
  expect(file("score: ({ score }) => score(1)")).toMatchInlineSnapshot(`
    "error[H424]: a number cannot be called
     --> main.ts:2:63
      |
    2 | export const v = attention({ name: "v", score: ({ score }) => score(1) });
      |                                                               ^^^^^"
  `);
});

test("H425", () => {
  expect(
    file("mask: ({ q_idx, kv_idx }) => c.mask({ q_idx: kv_idx, kv_idx: q_idx })", "const c = attention({ name: 'c', mask: (p) => p.q_idx > 1 });\n"),
  ).toMatchInlineSnapshot(`
    "error[H425]: the mask of \`c\` is asked at another position
     --> main.ts:3:70
      |
    3 | export const v = attention({ name: "v", mask: ({ q_idx, kv_idx }) => c.mask({ q_idx: kv_idx, kv_idx: q_idx }) });
      |                                                                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      = help: masks are composed at the same pair: pass the section's own arguments on"
  `);
});

test("H426", () => {
  expect(file("params: { w: i32(1.5) }")).toMatchInlineSnapshot(`
    "error[H426]: \`w\` is not a param with its default, as in \`i32(1)\`
     --> main.ts:2:54
      |
    2 | export const v = attention({ name: "v", params: { w: i32(1.5) } });
      |                                                      ^^^^^^^^"
  `);
});

test("H426 dim", () => {
  expect(readDefinition(attention({ name: "v", inputs: { x: f32("Hq", -1) } }))).toMatchInlineSnapshot(`
    "error[H426]: \`-1\` is not a dim: a size name, an expression of sizes as text, or a whole number above 0
     --> <v.inputs>:1:14
      |
    1 | x: f32("Hq", -1)
      |              ^^"
  `);
});

test("H427", () => {
  expect(readFiles({ "main.ts": "const a = 1;" })).toMatchInlineSnapshot(`
    "error[H427]: this file exports no attention
     --> main.ts:1:1
      |
    1 | const a = 1;
      | ^
      = help: write \`export const name = attention({ name: "name", … })\`"
  `);
});

test("H428", () => {
  expect(readFiles({ "other.ts": "" })).toMatchInlineSnapshot(`"error[H428]: cannot read "main.ts""`);
});

test("H430", () => {
  expect(file("score: ({ score }) => Math.round(score, 1)")).toMatchInlineSnapshot(`
    "error[H430]: \`Math.round\` takes 1 argument and is given 2
     --> main.ts:2:63
      |
    2 | export const v = attention({ name: "v", score: ({ score }) => Math.round(score, 1) });
      |                                                               ^^^^^^^^^^^^^^^^^^^^"
  `);
});

test("H431", () => {
  expect(readDefinition(attention({ name: "a-b" }))).toMatchInlineSnapshot(`
    "error[H431]: "a-b" cannot be the name of an attention
     --> <a-b>:1:1
      |
    1 | attention({ name: "a-b" })
      | ^^^^^^^^^^^^^^^^^^^^^^^^^^
      = help: use letters, digits and \`_\`"
  `);
});
