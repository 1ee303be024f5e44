/** @file H901 to H908: the text of a Python file. */
import { expect, test } from "vitest";
import { saidOfMask, saidOfPython } from "#test/support/python.ts";

test("a character", () => {
  expect(saidOfMask("return q ≥ kv")).toMatchInlineSnapshot(`
    "error[H901]: the character "≥" has no meaning in Python
     --> mods.py:2:14
      |
    2 |     return q ≥ kv
      |              ^"
  `);
});

test("a character in a lambda", () => {
  expect(saidOfPython("mask_mod = lambda b, h, q, kv: q $ kv")).toMatchInlineSnapshot(`
    "error[H901]: the character "$" has no meaning in Python
     --> mods.py:1:34
      |
    1 | mask_mod = lambda b, h, q, kv: q $ kv
      |                                  ^"
  `);
});

test("an operator without its operand", () => {
  expect(saidOfMask("return q >=")).toMatchInlineSnapshot(`
    "error[H902]: expected an expression, found the end of the line
     --> mods.py:2:15
      |
    2 |     return q >=
      |               ^"
  `);
});

test("a colon is missing", () => {
  expect(saidOfPython("def mask_mod(b, h, q, kv)\n    return q >= kv")).toMatchInlineSnapshot(`
    "error[H902]: expected \`:\`, found the end of the line
     --> mods.py:1:25
      |
    1 | def mask_mod(b, h, q, kv)
      |                         ^"
  `);
});

test("= for ==", () => {
  expect(saidOfMask("if q = kv:\n    return True\nreturn False")).toMatchInlineSnapshot(`
    "error[H902]: expected \`==\`, found \`=\`
     --> mods.py:2:10
      |
    2 |     if q = kv:
      |          ^"
  `);
});

test("an else alone", () => {
  expect(saidOfMask("else:\n    return True")).toMatchInlineSnapshot(`
    "error[H902]: expected a statement, found \`else\`
     --> mods.py:2:5
      |
    2 |     else:
      |     ^^^^"
  `);
});

test("each line is read on its own", () => {
  expect(saidOfMask("x = (q +) 1\ny = kv kv\nreturn q >= kv")).toMatchInlineSnapshot(`
    "error[H902]: expected an expression, found \`)\`
     --> mods.py:2:13
      |
    2 |     x = (q +) 1
      |             ^

    error[H902]: expected the end of the line, found \`kv\`
     --> mods.py:3:12
      |
    3 |     y = kv kv
      |            ^^"
  `);
});

test("not as an operand", () => {
  expect(saidOfMask("return q == not kv")).toMatchInlineSnapshot(`
    "error[H902]: expected an operand, found \`not\`
     --> mods.py:2:17
      |
    2 |     return q == not kv
      |                 ^^^"
  `);
});

test("a string", () => {
  expect(saidOfMask('x = "abc\nreturn q >= kv')).toMatchInlineSnapshot(`
    "error[H903]: this string never ends
     --> mods.py:2:9
      |
    2 |     x = "abc
      |         ^^^^"
  `);
});

test("a string of several lines", () => {
  expect(saidOfPython('"""\nWhat it does.\ndef mask_mod(b, h, q, kv):\n    return q >= kv')).toMatchInlineSnapshot(`
    "error[H903]: this string never ends
     --> mods.py:1:1
      |
    1 | """
      | ^^^"
  `);
});

test("indented for no reason", () => {
  expect(saidOfMask("x = q\n  y = kv\nreturn x >= kv")).toMatchInlineSnapshot(`
    "error[H904]: this line is indented for no reason
     --> mods.py:3:7
      |
    3 |       y = kv
      |       ^
      = help: the lines of a block begin in the same column"
  `);
});

test("indented like no line", () => {
  expect(saidOfPython("def mask_mod(b, h, q, kv):\n        x = q\n    return x >= kv")).toMatchInlineSnapshot(`
    "error[H904]: this line is indented like no line before it
     --> mods.py:3:5
      |
    3 |     return x >= kv
      |     ^^^^^^
      = help: the lines of a block begin in the same column"
  `);
});

test("no block", () => {
  expect(saidOfPython("def mask_mod(b, h, q, kv):\nx = 3")).toMatchInlineSnapshot(`
    "error[H905]: an indented block is missing after this line
     --> mods.py:1:1
      |
    1 | def mask_mod(b, h, q, kv):
      | ^^^^^^^^^^^^^^^^^^^^^^^^^^"
  `);
});

test("no block at the end", () => {
  expect(saidOfPython("def mask_mod(b, h, q, kv):")).toMatchInlineSnapshot(`
    "error[H905]: an indented block is missing after this line
     --> mods.py:1:1
      |
    1 | def mask_mod(b, h, q, kv):
      | ^^^^^^^^^^^^^^^^^^^^^^^^^^"
  `);
});

test("a bracket", () => {
  expect(saidOfMask("x = (q + kv\nreturn x >= kv")).toMatchInlineSnapshot(`
    "error[H906]: \`)\` is missing
     --> mods.py:2:14
      |
    2 |     x = (q + kv
      |              ^^
      = note: opened here
     --> mods.py:2:9
      |
    2 |     x = (q + kv
      |         ^"
  `);
});

test("a bracket at the end", () => {
  expect(saidOfPython("mask_mod = and_masks(a, b")).toMatchInlineSnapshot(`
    "error[H906]: \`)\` is missing
     --> mods.py:1:25
      |
    1 | mask_mod = and_masks(a, b
      |                         ^
      = note: opened here
     --> mods.py:1:21
      |
    1 | mask_mod = and_masks(a, b
      |                     ^"
  `);
});

test("a number", () => {
  expect(saidOfMask("return q >= 0x")).toMatchInlineSnapshot(`
    "error[H907]: \`0x\` is not a number that a kernel can have
     --> mods.py:2:17
      |
    2 |     return q >= 0x
      |                 ^^"
  `);
});

test("an imaginary number", () => {
  expect(saidOfMask("return q >= 2j")).toMatchInlineSnapshot(`
    "error[H907]: \`2j\` is not a number that a kernel can have
     --> mods.py:2:17
      |
    2 |     return q >= 2j
      |                 ^^"
  `);
});

test("a number that is none", () => {
  expect(saidOfMask('return q >= float("many")')).toMatchInlineSnapshot(`
    "error[H907]: \`many\` is not a number that a kernel can have
     --> mods.py:2:17
      |
    2 |     return q >= float("many")
      |                 ^^^^^^^^^^^^^"
  `);
});

test("nested too deep", () => {
  expect(
    saidOfPython(
      "mask_mod = lambda b, h, q, kv: ((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((q))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))",
    ),
  ).toMatchInlineSnapshot(`
    "error[H908]: this is nested more than 100 deep
     --> mods.py:1:131
      |
    1 | mask_mod = lambda b, h, q, kv: ((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((q))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))
      |                                                                                                                                   ^
      = help: name parts of it, or make helpers of them"
  `);
});

test("a chain too long", () => {
  expect(
    saidOfMask(`return q >= ${"kv + ".repeat(500)}1`)
      .replace(/(kv \+ )+/, "… ")
      .replace(/ {99,}/, " "),
  ).toMatchInlineSnapshot(`
    "error[H908]: this is longer than 400 operations
     --> mods.py:2:2015
      |
    2 |     return q >= … 1
      | ^
      = help: name parts of it, or make helpers of them"
  `);
});

test("too large a function", () => {
  expect(
    saidOfPython(
      `def f0(x):\n    return x + x * x\n${Array.from({ length: 40 }, (_, i) => `def f${i + 1}(x):\n    return f${i}(x) + f${i}(x + 1)\n`).join("")}mask_mod = lambda b, h, q, kv: f40(q) > kv`,
    ),
  ).toMatchInlineSnapshot(`
    "error[H908]: this is too large a function
     --> mods.py:6:20
      |
    6 |     return f1(x) + f1(x + 1)
      |                    ^^^^^^^^^
      = help: name parts of it, or make helpers of them"
  `);
});
