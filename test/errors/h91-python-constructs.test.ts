/** @file H910 to H919: constructs of Python that no kernel has. */
import { expect, test } from "vitest";
import { saidOfMask, saidOfPython } from "#test/support/python.ts";

test("a loop over a tensor", () => {
  expect(saidOfMask("total = 0\nfor x in bias:\n    total += x\nreturn total > 0")).toMatchInlineSnapshot(`
    "error[H910]: a loop over a captured tensor cannot become part of a kernel
     --> mods.py:3:14
      |
    3 |     for x in bias:
      |              ^^^^
      = help: every pair is computed on its own; a loop may go over \`range\` of a known number or over a tuple, nothing else"
  `);
});

test("a loop over what varies", () => {
  expect(saidOfMask("total = 0\nfor i in range(q):\n    total += i\nreturn total > kv")).toMatchInlineSnapshot(`
    "error[H910]: a range that is not known here cannot become part of a kernel
     --> mods.py:3:14
      |
    3 |     for i in range(q):
      |              ^^^^^^^^
      = help: every pair is computed on its own; a loop may go over \`range\` of a known number or over a tuple, nothing else"
  `);
});

test("while", () => {
  expect(saidOfMask("while q > kv:\n    q -= 1\nreturn q > kv")).toMatchInlineSnapshot(`
    "error[H910]: a \`while\` loop cannot become part of a kernel
     --> mods.py:2:5
      |
    2 |     while q > kv:
      |     ^^^^^^^^^^^^^
      = help: every pair is computed on its own; a loop may go over \`range\` of a known number or over a tuple, nothing else"
  `);
});

test("a comprehension over a tensor", () => {
  expect(saidOfMask("return any(x > 0 for x in bias)")).toMatchInlineSnapshot(`
    "error[H910]: a loop over what is not known here cannot become part of a kernel
     --> mods.py:2:31
      |
    2 |     return any(x > 0 for x in bias)
      |                               ^^^^
      = help: every pair is computed on its own; a loop may go over \`range\` of a known number or over a tuple, nothing else"
  `);
});

test("a comprehension that leaves out", () => {
  expect(saidOfMask("return any(i > 0 for i in range(4) if i < q)")).toMatchInlineSnapshot(`
    "error[H910]: a loop that leaves out what is not known here cannot become part of a kernel
     --> mods.py:2:43
      |
    2 |     return any(i > 0 for i in range(4) if i < q)
      |                                           ^^^^^
      = help: every pair is computed on its own; a loop may go over \`range\` of a known number or over a tuple, nothing else"
  `);
});

test("a part of a class", () => {
  expect(
    saidOfPython("class Window:\n    size = 3\n    def __call__(self, b, h, q, kv):\n        return q - kv < self.size\nmask_mod = Window()"),
  ).toMatchInlineSnapshot(`
    "error[H911]: this part of a class cannot become part of a kernel
     --> mods.py:2:5
      |
    2 |     size = 3
      |     ^^^^^^^^
      = help: a class may have methods alone, \`__init__\` and \`__call__\` among them; or write a function that returns the mod"
  `);
});

test("a class with a decorator", () => {
  expect(
    saidOfPython("@dataclass\nclass Window:\n    def __call__(self, b, h, q, kv):\n        return q > kv\nmask_mod = Window()"),
  ).toMatchInlineSnapshot(`
    "error[H911]: a class with a decorator cannot become part of a kernel
     --> mods.py:1:2
      |
    1 | @dataclass
      |  ^^^^^^^^^
      = help: a class may have methods alone, \`__init__\` and \`__call__\` among them; or write a function that returns the mod"
  `);
});

test("with", () => {
  expect(saidOfMask("with torch.no_grad():\n    x = q\nreturn x > kv")).toMatchInlineSnapshot(`
    "error[H912]: a \`with\` block cannot become part of a kernel
     --> mods.py:2:5
      |
    2 |     with torch.no_grad():
      |     ^^^^^^^^^^^^^^^^^^^^^
      = help: mods and generators are plain functions"
  `);
});

test("raise", () => {
  expect(saidOfMask('if q > kv:\n    raise ValueError("no")\nreturn q > kv')).toMatchInlineSnapshot(`
    "error[H912]: \`raise\` cannot become part of a kernel
     --> mods.py:3:9
      |
    3 |         raise ValueError("no")
      |         ^^^^^^^^^^^^^^^^^^^^^^
      = help: mods and generators are plain functions"
  `);
});

test("an element is assigned", () => {
  expect(saidOfMask("bias[h, kv] = 0\nreturn bias[h, kv] > 0")).toMatchInlineSnapshot(`
    "error[H913]: an assignment to a part of something cannot become part of a kernel
     --> mods.py:2:5
      |
    2 |     bias[h, kv] = 0
      |     ^^^^^^^^^^^
      = help: give each value a name of its own"
  `);
});

test("global", () => {
  expect(saidOfMask("global window\nwindow = 3\nreturn q - kv < window")).toMatchInlineSnapshot(`
    "error[H913]: \`global\` cannot become part of a kernel
     --> mods.py:2:5
      |
    2 |     global window
      |     ^^^^^^^^^^^^^
      = help: give each value a name of its own"
  `);
});

test("several names at once", () => {
  expect(saidOfMask("x = y = q\nreturn x > kv")).toMatchInlineSnapshot(`
    "error[H913]: an assignment to several names at once cannot become part of a kernel
     --> mods.py:2:5
      |
    2 |     x = y = q
      |     ^^^^^^^^^
      = help: give each value a name of its own"
  `);
});

test("a field on one of several paths", () => {
  expect(
    saidOfPython(
      "class Window:\n    def __call__(self, b, h, q, kv):\n        if q > kv:\n            self.size = 3\n        return q - kv < 3\nmask_mod = Window()",
    ),
  ).toMatchInlineSnapshot(`
    "error[H913]: an assignment on one of several paths cannot become part of a kernel
     --> mods.py:4:13
      |
    4 |             self.size = 3
      |             ^^^^^^^^^
      = help: give each value a name of its own"
  `);
});

test("a slice", () => {
  expect(saidOfMask("return bias[h, 1:] > 0")).toMatchInlineSnapshot(`
    "error[H914]: a slice cannot become part of a kernel
     --> mods.py:2:20
      |
    2 |     return bias[h, 1:] > 0
      |                    ^^
      = help: mods compute with numbers and booleans; a table is a captured tensor, read at single indices"
  `);
});

test("a dictionary", () => {
  expect(saidOfMask("table = {0: 1, 1: 2}\nreturn table[h] > 0")).toMatchInlineSnapshot(`
    "error[H914]: a dictionary or set cannot become part of a kernel
     --> mods.py:2:13
      |
    2 |     table = {0: 1, 1: 2}
      |             ^^^^^^^^^^^^
      = help: mods compute with numbers and booleans; a table is a captured tensor, read at single indices"
  `);
});

test("a product of tensors", () => {
  expect(saidOfMask("return bias @ bias > 0")).toMatchInlineSnapshot(`
    "error[H914]: a product of tensors cannot become part of a kernel
     --> mods.py:2:12
      |
    2 |     return bias @ bias > 0
      |            ^^^^^^^^^^^
      = help: mods compute with numbers and booleans; a table is a captured tensor, read at single indices"
  `);
});

test("a reduction", () => {
  expect(saidOfMask("return sum(bias) > 0")).toMatchInlineSnapshot(`
    "error[H914]: \`sum\` over a tensor cannot become part of a kernel
     --> mods.py:2:12
      |
    2 |     return sum(bias) > 0
      |            ^^^^^^^^^
      = help: mods compute with numbers and booleans; a table is a captured tensor, read at single indices"
  `);
});

test("yield", () => {
  expect(saidOfMask("yield q >= kv")).toMatchInlineSnapshot(`
    "error[H915]: \`yield\` cannot become part of a kernel
     --> mods.py:2:5
      |
    2 |     yield q >= kv
      |     ^^^^^^^^^^^^^
      = help: mods are plain functions that return a value"
  `);
});

test("async", () => {
  expect(saidOfPython("async def mask_mod(b, h, q, kv):\n    return q >= kv\nx = 1")).toMatchInlineSnapshot(`
    "error[H921]: \`mask_mod\` is assigned by \`async\`
     --> mods.py:1:1
      |
    1 | async def mask_mod(b, h, q, kv):
      | ^
      = note: it comes from here
     --> mods.py:1:1
      |
    1 | async def mask_mod(b, h, q, kv):
      | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^"
  `);
});

test("arguments from a dictionary", () => {
  expect(saidOfMask("return torch.clamp(q, **window) >= kv")).toMatchInlineSnapshot(`
    "error[H916]: arguments from a dictionary cannot become part of a kernel
     --> mods.py:2:29
      |
    2 |     return torch.clamp(q, **window) >= kv
      |                             ^^^^^^
      = help: name each argument"
  `);
});

test("is", () => {
  expect(saidOfMask("return q is kv")).toMatchInlineSnapshot(`
    "error[H917]: \`is\` cannot become part of a kernel
     --> mods.py:2:14
      |
    2 |     return q is kv
      |              ^^
      = help: compare numbers with \`==\`; \`is\` asks for \`None\` alone"
  `);
});

test("in", () => {
  expect(saidOfMask("return q in (1, 2)")).toMatchInlineSnapshot(`
    "error[H917]: \`in\` cannot become part of a kernel
     --> mods.py:2:14
      |
    2 |     return q in (1, 2)
      |              ^^
      = help: compare numbers with \`==\`; \`is\` asks for \`None\` alone"
  `);
});

test("an assignment in an expression", () => {
  expect(saidOfMask("return (x := q) >= kv")).toMatchInlineSnapshot(`
    "error[H918]: an assignment inside an expression cannot become part of a kernel
     --> mods.py:2:13
      |
    2 |     return (x := q) >= kv
      |             ^^^^^^
      = help: assign it on a line of its own"
  `);
});
