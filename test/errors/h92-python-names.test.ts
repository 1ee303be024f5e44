/** @file H920 to H923: names of Python. */
import { expect, test } from "vitest";
import { saidOfMask, saidOfPython } from "#test/support/python.ts";

test("a free name", () => {
  expect(saidOfMask("return q - kv <= span")).toMatchInlineSnapshot(`
    "error[H920]: \`span\` is not known here
     --> mods.py:2:22
      |
    2 |     return q - kv <= span
      |                      ^^^^
      = help: give it, as a tensor or a param of that name; or declare it in the file: \`span: "f32[Hq]"\` for a tensor, \`span = 1\` for a number"
  `);
});

test("a free name one slip away", () => {
  expect(saidOfMask("return q - kv <= windw")).toMatchInlineSnapshot(`
    "error[H920]: \`windw\` is not known here
     --> mods.py:2:22
      |
    2 |     return q - kv <= windw
      |                      ^^^^^
      = help: did you mean \`window\`?"
  `);
});

test("a size one slip away", () => {
  expect(saidOfMask("return q - kv <= Skkv")).toMatchInlineSnapshot(`
    "error[H920]: \`Skkv\` is not known here
     --> mods.py:2:22
      |
    2 |     return q - kv <= Skkv
      |                      ^^^^
      = help: did you mean \`Skv\`?"
  `);
});

test("a name that another file defines", () => {
  expect(saidOfPython("from attn_gym.masks import causal_mask\nmask_mod = lambda b, h, q, kv: causal_mask(b, h, q, kv)")).toMatchInlineSnapshot(`
    "error[H921]: \`causal_mask\` is imported from \`attn_gym.masks\`, which is not read
     --> mods.py:2:32
      |
    2 | mask_mod = lambda b, h, q, kv: causal_mask(b, h, q, kv)
      |                                ^^^^^^^^^^^
      = note: it comes from here
     --> mods.py:1:28
      |
    1 | from attn_gym.masks import causal_mask
      |                            ^^^^^^^^^^^"
  `);
});

test("assigned more than once", () => {
  expect(saidOfPython("size = 3\nsize = 4\nmask_mod = lambda b, h, q, kv: q - kv < size")).toMatchInlineSnapshot(`
    "error[H921]: \`size\` is assigned more than once
     --> mods.py:3:41
      |
    3 | mask_mod = lambda b, h, q, kv: q - kv < size
      |                                         ^^^^
      = note: it comes from here
     --> mods.py:2:1
      |
    2 | size = 4
      | ^^^^"
  `);
});

test("assigned under an if", () => {
  expect(saidOfPython("if DEBUG:\n    size = 3\nmask_mod = lambda b, h, q, kv: q - kv < size")).toMatchInlineSnapshot(`
    "error[H921]: \`size\` is assigned under an \`if\`
     --> mods.py:3:41
      |
    3 | mask_mod = lambda b, h, q, kv: q - kv < size
      |                                         ^^^^
      = note: it comes from here
     --> mods.py:1:1
      |
    1 | if DEBUG:
      | ^^^^^^^^^"
  `);
});

test("assigned in a block", () => {
  expect(saidOfPython('with open("x") as f:\n    size = int(f.read())\nmask_mod = lambda b, h, q, kv: q - kv < size')).toMatchInlineSnapshot(`
    "error[H921]: \`size\` is assigned by a \`with\` block
     --> mods.py:3:41
      |
    3 | mask_mod = lambda b, h, q, kv: q - kv < size
      |                                         ^^^^
      = note: it comes from here
     --> mods.py:1:1
      |
    1 | with open("x") as f:
      | ^^^^^^^^^^^^^^^^^^^^"
  `);
});

test("changed", () => {
  expect(saidOfPython("size = 3\nsize += 1\nmask_mod = lambda b, h, q, kv: q - kv < size")).toMatchInlineSnapshot(`
    "error[H921]: \`size\` is assigned more than once
     --> mods.py:3:41
      |
    3 | mask_mod = lambda b, h, q, kv: q - kv < size
      |                                         ^^^^
      = note: it comes from here
     --> mods.py:2:1
      |
    2 | size += 1
      | ^^^^"
  `);
});

test("not the same on every path", () => {
  expect(saidOfMask("f = torch.abs\nif q > kv:\n    f = torch.neg\nreturn f(q) > kv")).toMatchInlineSnapshot(`
    "error[H921]: \`f\` is not the same on every path
     --> mods.py:5:12
      |
    5 |     return f(q) > kv
      |            ^
      = note: it comes from here
     --> mods.py:3:5
      |
    3 |     if q > kv:
      |     ^^^^^^^^^^"
  `);
});

test("decorated", () => {
  expect(saidOfPython("@twice\ndef f(x):\n    return x\nmask_mod = lambda b, h, q, kv: f(q) > kv")).toMatchInlineSnapshot(`
    "error[H921]: \`f\` is changed by a decorator
     --> mods.py:4:32
      |
    4 | mask_mod = lambda b, h, q, kv: f(q) > kv
      |                                ^
      = note: it comes from here
     --> mods.py:1:2
      |
    1 | @twice
      |  ^^^^^"
  `);
});

test("a list of data", () => {
  expect(saidOfPython("table = torch.tensor([1, 2, 3])\nmask_mod = lambda b, h, q, kv: table[kv] > 1")).toMatchInlineSnapshot(`
    "error[H921]: \`table\` is a tensor of its own; give it by name, or declare it
     --> mods.py:2:32
      |
    2 | mask_mod = lambda b, h, q, kv: table[kv] > 1
      |                                ^^^^^
      = note: it comes from here
     --> mods.py:1:9
      |
    1 | table = torch.tensor([1, 2, 3])
      |         ^^^^^^^^^^^^^^^^^^^^^^^"
  `);
});

test("no value yet", () => {
  expect(saidOfMask("y = x\nx = q\nreturn y > kv")).toMatchInlineSnapshot(`
    "error[H922]: \`x\` may have no value yet
     --> mods.py:2:9
      |
    2 |     y = x
      |         ^
      = help: assign it on every path that leads here"
  `);
});

test("a value on one path", () => {
  expect(saidOfMask("if q > kv:\n    x = 1\nreturn x > 0")).toMatchInlineSnapshot(`
    "error[H922]: \`x\` may have no value yet
     --> mods.py:4:12
      |
    4 |     return x > 0
      |            ^
      = help: assign it on every path that leads here"
  `);
});

test("an unknown function", () => {
  expect(saidOfMask("return torch.tanhh(q) > kv")).toMatchInlineSnapshot(`
    "error[H923]: \`torch\` has no \`tanhh\` that a kernel can compute
     --> mods.py:2:18
      |
    2 |     return torch.tanhh(q) > kv
      |                  ^^^^^
      = help: did you mean \`tanh\`?"
  `);
});

test("an unknown method", () => {
  expect(saidOfMask("return q.cumsum() > kv")).toMatchInlineSnapshot(`
    "error[H923]: a number has no \`cumsum\` that a kernel can compute
     --> mods.py:2:12
      |
    2 |     return q.cumsum() > kv
      |            ^^^^^^^^"
  `);
});

test("an unknown field", () => {
  expect(
    saidOfPython("class Window:\n    def __call__(self, b, h, q, kv):\n        return q - kv < self.size\nmask_mod = Window()"),
  ).toMatchInlineSnapshot(`
    "error[H923]: \`Window\` has no \`size\` that a kernel can compute
     --> mods.py:3:30
      |
    3 |         return q - kv < self.size
      |                              ^^^^"
  `);
});

test("a member of a tuple", () => {
  expect(saidOfMask("return (q, kv).first > 0")).toMatchInlineSnapshot(`
    "error[H923]: a tuple has no \`first\` that a kernel can compute
     --> mods.py:2:20
      |
    2 |     return (q, kv).first > 0
      |                    ^^^^^"
  `);
});
