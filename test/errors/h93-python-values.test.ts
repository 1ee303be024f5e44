/** @file H930 to H938: values of Python. */
import { expect, test } from "vitest";
import { saidOfMask, saidOfPython } from "#test/support/python.ts";

test("a tensor as a number", () => {
  expect(saidOfMask("return bias > 0")).toMatchInlineSnapshot(`
    "error[H930]: a captured tensor is used as a number
     --> mods.py:2:12
      |
    2 |     return bias > 0
      |            ^^^^
      = help: it has 2 dimensions, of which 0 have an index"
  `);
});

test("a tensor with one of its indices", () => {
  expect(saidOfMask("return bias[h] > 0")).toMatchInlineSnapshot(`
    "error[H930]: a captured tensor is used as a number
     --> mods.py:2:12
      |
    2 |     return bias[h] > 0
      |            ^^^^^^^
      = help: it has 2 dimensions, of which 1 has an index"
  `);
});

test("a function as a number", () => {
  expect(saidOfMask("f = lambda x: x\nreturn f > 0")).toMatchInlineSnapshot(`
    "error[H930]: a function is used as a number
     --> mods.py:3:12
      |
    3 |     return f > 0
      |            ^
      = help: call it: \`lambda(…)\`"
  `);
});

test("a string as a number", () => {
  expect(saidOfMask('return q > "kv"')).toMatchInlineSnapshot(`
    "error[H930]: a string is used as a number
     --> mods.py:2:16
      |
    2 |     return q > "kv"
      |                ^^^^"
  `);
});

test("None as a number", () => {
  expect(saidOfMask("return q > None")).toMatchInlineSnapshot(`
    "error[H930]: \`None\` is used as a number
     --> mods.py:2:16
      |
    2 |     return q > None
      |                ^^^^"
  `);
});

test("a call of a number", () => {
  expect(saidOfMask("return q(kv) > 0")).toMatchInlineSnapshot(`
    "error[H931]: a number cannot be called
     --> mods.py:2:12
      |
    2 |     return q(kv) > 0
      |            ^"
  `);
});

test("a call of a tensor", () => {
  expect(saidOfMask("return bias(h, kv) > 0")).toMatchInlineSnapshot(`
    "error[H931]: a captured tensor cannot be called
     --> mods.py:2:12
      |
    2 |     return bias(h, kv) > 0
      |            ^^^^"
  `);
});

test("a call of an object", () => {
  expect(
    saidOfPython("class Window:\n    def far(self):\n        return 3\nw = Window()\nmask_mod = lambda b, h, q, kv: w() > kv"),
  ).toMatchInlineSnapshot(`
    "error[H931]: an object of \`Window\` cannot be called
     --> mods.py:5:32
      |
    5 | mask_mod = lambda b, h, q, kv: w() > kv
      |                                ^"
  `);
});

test("too many arguments", () => {
  expect(saidOfPython("def f(x):\n    return x\nmask_mod = lambda b, h, q, kv: f(q, kv) > 0")).toMatchInlineSnapshot(`
    "error[H932]: \`f\` takes 1 argument and is given 2
     --> mods.py:3:32
      |
    3 | mask_mod = lambda b, h, q, kv: f(q, kv) > 0
      |                                ^^^^^^^^"
  `);
});

test("an argument is missing", () => {
  expect(saidOfPython("def f(x, y):\n    return x\nmask_mod = lambda b, h, q, kv: f(q) > 0")).toMatchInlineSnapshot(`
    "error[H932]: \`f\` needs an argument for \`y\`
     --> mods.py:3:32
      |
    3 | mask_mod = lambda b, h, q, kv: f(q) > 0
      |                                ^^^^"
  `);
});

test("an unknown argument", () => {
  expect(saidOfPython("def f(x):\n    return x\nmask_mod = lambda b, h, q, kv: f(y=q) > 0")).toMatchInlineSnapshot(`
    "error[H932]: \`f\` has no param \`y\`
     --> mods.py:3:32
      |
    3 | mask_mod = lambda b, h, q, kv: f(y=q) > 0
      |                                ^^^^^^"
  `);
});

test("a builtin with too many", () => {
  expect(saidOfMask("return torch.exp(q, kv) > 0")).toMatchInlineSnapshot(`
    "error[H932]: \`exp\` takes 1 argument and is given 2
     --> mods.py:2:12
      |
    2 |     return torch.exp(q, kv) > 0
      |            ^^^^^^^^^^^^^^^^"
  `);
});

test("an option that has no kernel", () => {
  expect(saidOfMask('return torch.nn.functional.gelu(q, approximate="tanh") > 0')).toMatchInlineSnapshot(`
    "error[H932]: \`gelu\` is given \`approximate\`, which a kernel cannot follow
     --> mods.py:2:12
      |
    2 |     return torch.nn.functional.gelu(q, approximate="tanh") > 0
      |            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^"
  `);
});

test("a size without its number", () => {
  expect(saidOfMask("return bias.size(q) > 0")).toMatchInlineSnapshot(`
    "error[H932]: \`size\` needs the number of a dimension
     --> mods.py:2:12
      |
    2 |     return bias.size(q) > 0
      |            ^^^^^^^^^^^^"
  `);
});

test("the length of a number", () => {
  expect(saidOfMask("return len(q) > 0")).toMatchInlineSnapshot(`
    "error[H932]: \`len\` needs a tensor or a tuple
     --> mods.py:2:12
      |
    2 |     return len(q) > 0
      |            ^^^^^^"
  `);
});

test("too many indices", () => {
  expect(saidOfMask("return bias[h, kv, q] > 0")).toMatchInlineSnapshot(`
    "error[H933]: \`bias\` has 2 dimensions, and this is one index more
     --> mods.py:2:24
      |
    2 |     return bias[h, kv, q] > 0
      |                        ^"
  `);
});

test("no return", () => {
  expect(saidOfMask("x = q >= kv")).toMatchInlineSnapshot(`
    "error[H934]: not every path returns a value
     --> mods.py:2:5
      |
    2 |     x = q >= kv
      |     ^^^^^^^^^^^
      = help: end with a \`return\`"
  `);
});

test("a return without a value", () => {
  expect(saidOfMask("return")).toMatchInlineSnapshot(`
    "error[H934]: not every path returns a value
     --> mods.py:2:5
      |
    2 |     return
      |     ^^^^^^
      = help: end with a \`return\`"
  `);
});

test("a path without a return", () => {
  expect(saidOfMask("if q > kv:\n    return True")).toMatchInlineSnapshot(`
    "error[H934]: not every path returns a value
     --> mods.py:2:5
      |
    2 |     if q > kv:
      |     ^^^^^^^^^^
      = help: end with a \`return\`"
  `);
});

test("recursion", () => {
  expect(saidOfPython("def f(x):\n    return f(x - 1)\nmask_mod = lambda b, h, q, kv: f(q) > 0")).toMatchInlineSnapshot(`
    "error[H935]: \`f\` leads back to itself
     --> mods.py:2:12
      |
    2 |     return f(x - 1)
      |            ^^^^^^^^
      = help: functions are inlined, so a call must end; write the recursion out"
  `);
});

test("a name made of itself", () => {
  expect(saidOfPython("a = b + 1\nb = a + 1\nmask_mod = lambda b_, h, q, kv: q > a")).toMatchInlineSnapshot(`
    "error[H935]: \`a\` leads back to itself
     --> mods.py:2:5
      |
    2 | b = a + 1
      |     ^
      = help: functions are inlined, so a call must end; write the recursion out"
  `);
});

test("a power of integers", () => {
  expect(saidOfMask("return 3 ** h > kv")).toMatchInlineSnapshot(`
    "error[H936]: an integer to a power that varies has no exact value here
     --> mods.py:2:12
      |
    2 |     return 3 ** h > kv
      |            ^^^^^^
      = help: make the base a float, as in \`2.0 ** x\`"
  `);
});

test("no effect", () => {
  expect(saidOfMask("q + 1\nreturn q > kv")).toMatchInlineSnapshot(`
    "warning[W937]: this value is never used
     --> mods.py:2:5
      |
    2 |     q + 1
      |     ^^^^^"
  `);
});

test("a header", () => {
  expect(saidOfPython("# heed: bias = 3\nmask_mod = lambda b, h, q, kv: q > kv")).toMatchInlineSnapshot(`
    "error[H938]: \`bias = 3\` is not a declaration such as \`slope: f32[Hq]\` or \`window: i32 = 256\`
     --> mods.py:1:1
      |
    1 | # heed: bias = 3
      | ^^^^^^^^^^^^^^^^"
  `);
});

test("a tuple of another length", () => {
  expect(saidOfMask("x, y = (q, kv, h)\nreturn x > y")).toMatchInlineSnapshot(`
    "error[H938]: \`x, y = (q, kv, h)\` is not a tuple of 2
     --> mods.py:2:5
      |
    2 |     x, y = (q, kv, h)
      |     ^^^^^^^^^^^^^^^^^"
  `);
});
