/** @file H940 to H944: which mods a Python file has. */
import { expect, test } from "vitest";
import { saidOfMask, saidOfPython } from "#test/support/python.ts";

test("a generator without its values", () => {
  expect(saidOfPython("def window(size):\n    return lambda b, h, q, kv: q - kv < size")).toMatchInlineSnapshot(`
    "error[H940]: \`window\` needs a value for \`size\`
     --> mods.py:1:5
      |
    1 | def window(size):
      |     ^^^^^^
      = help: give it as a tensor or a param of that name, write a default, or call the generator: \`mod = window(…)\`"
  `);
});

test("a generator beside others", () => {
  expect(
    saidOfPython(
      "def window(size):\n    return lambda b, h, q, kv: q - kv < size\ndef causal(b, h, q_idx, kv_idx):\n    return q_idx >= kv_idx\ndef full(b, h, q_idx, kv_idx):\n    return True",
    ),
  ).toMatchInlineSnapshot(`
    "warning[W940]: \`window\` is left out: it needs a value for \`size\`
     --> mods.py:1:5
      |
    1 | def window(size):
      |     ^^^^^^
      = help: give it as a tensor or a param of that name, write a default, or call the generator: \`mod = window(…)\`"
  `);
});

test("no mod by that name", () => {
  expect(
    saidOfPython("def double(x):\n    return 2 * x\nmask_mod = lambda b, h, q, kv: q > double(kv)", { variant: "double" }),
  ).toMatchInlineSnapshot(`
    "error[H941]: \`double\` is no mod
     --> mods.py:1:5
      |
    1 | def double(x):
      |     ^^^^^^
      = help: a score mod takes (score, b, h, q_idx, kv_idx), a mask mod (b, h, q_idx, kv_idx); a generator returns one of them"
  `);
});

test("an unknown name", () => {
  expect(saidOfPython("causal = lambda b, h, q, kv: q >= kv", { variant: "casual" })).toMatchInlineSnapshot(`
    "error[H942]: the file has no mod \`casual\`
     --> mods.py:1:1
      |
    1 | causal = lambda b, h, q, kv: q >= kv
      | ^
      = help: did you mean \`causal\`?"
  `);
});

test("two masks", () => {
  expect(saidOfPython("causal = lambda b, h, q, kv: q >= kv\nfull = lambda b, h, q, kv: True", { variant: "causal+full" })).toMatchInlineSnapshot(`
    "error[H943]: \`causal\` and \`full\` are not a score mod and a mask mod
     --> mods.py:1:1
      |
    1 | causal = lambda b, h, q, kv: q >= kv
      | ^
      = help: masks are combined with \`and_masks\` and \`or_masks\`"
  `);
});

test("no mods at all", () => {
  expect(saidOfPython("def double(x):\n    return 2 * x")).toMatchInlineSnapshot(`
    "error[H944]: this file has no mod
     --> mods.py:1:1
      |
    1 | def double(x):
      | ^
      = help: a score mod takes (score, b, h, q_idx, kv_idx), a mask mod (b, h, q_idx, kv_idx); a generator returns one of them"
  `);
});

test("types are those of every front end", () => {
  expect(saidOfMask("return (q >= kv) and 3")).toMatchInlineSnapshot(`
    "error[H301]: \`and\` has no meaning for bool and i32
     --> mods.py:2:12
      |
    2 |     return (q >= kv) and 3
      |            ^^^^^^^^^^^^^^^
      = help: make a number of a bool with \`c ? 1 : 0\`, a bool of a number with a comparison"
  `);
});

test("a mask that is a number", () => {
  expect(saidOfMask("return q - kv")).toMatchInlineSnapshot(`
    "error[H302]: \`mask\` must be bool and is i32
     --> mods.py:2:12
      |
    2 |     return q - kv
      |            ^^^^^^
      = help: compare it with something, for example \`… != 0\`"
  `);
});

test("a mask that reads the score", () => {
  expect(saidOfPython("mask_mod = lambda b, h, q, kv: score > 0")).toMatchInlineSnapshot(`
    "error[H920]: \`score\` is not known here
     --> mods.py:1:32
      |
    1 | mask_mod = lambda b, h, q, kv: score > 0
      |                                ^^^^^
      = help: give it, as a tensor or a param of that name; or declare it in the file: \`score: "f32[Hq]"\` for a tensor, \`score = 1\` for a number"
  `);
});
