/** @file Other attentions and other files: H210 to H213. */
import { expect, it } from "vitest";
import { saidOf } from "#test/support/attn.ts";

it("H210: an unknown attention", () => {
  expect(
    saidOf(`attention causal {
  mask = q_idx >= kv_idx
}
attention v {
  mask = causall.mask
}`),
  ).toMatchInlineSnapshot(`
  "error[H210]: unknown attention \`causall\`
   --> main.attn:5:10
    |
  5 |   mask = causall.mask
    |          ^^^^^^^
    = help: did you mean \`causal\`?"
`);
});

it("H210: a helper is no attention", () => {
  expect(
    saidOf(`fn causal(x) = x
attention v {
  mask = causal.mask
}`),
  ).toMatchInlineSnapshot(`
  "error[H210]: unknown attention \`causal\`
   --> main.attn:3:10
    |
  3 |   mask = causal.mask
    |          ^^^^^^"
`);
});

it("H211: an import that cannot be read; what it names is not complained of", () => {
  expect(
    saidOf(`import { causal, twice, two } from "./masks.attn"
attention v {
  mask = causal.mask && q_idx < two
  score = twice(score)
}`),
  ).toMatchInlineSnapshot(`
  "error[H211]: cannot read the import "./masks.attn"
   --> main.attn:1:1
    |
  1 | import { causal, twice, two } from "./masks.attn"
    | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    = help: imports are paths relative to this file"
`);
});

it("H212: a file that imports itself", () => {
  expect(
    saidOf(
      `import { a } from "main.attn"
attention v {
  mask = a.mask
}`,
      {
        "main.attn": `attention a {
  mask = true
}`,
      },
    ),
  ).toMatchInlineSnapshot(`
  "error[H212]: the import of "main.attn" leads back to this file
   --> main.attn:1:1
    |
  1 | import { a } from "main.attn"
    | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^"
`);
});

it("H212: a circle of two", () => {
  expect(
    saidOf(
      `import { a } from "a.attn"
attention v {
  mask = a.mask
}`,
      {
        "a.attn": `import { two } from "b.attn"
attention a {
  mask = two.mask
}`,
        "b.attn": `import { a } from "a.attn"
attention two {
  mask = a.mask
}`,
      },
    ),
  ).toMatchInlineSnapshot(`
  "error[H212]: the import of "a.attn" leads back to this file
   --> b.attn:1:1
    |
  1 | import { a } from "a.attn"
    | ^^^^^^^^^^^^^^^^^^^^^^^^^^"
`);
});

it("H213: a name that the file does not declare", () => {
  expect(
    saidOf(
      `import { causl, lokal } from "masks.attn"
attention v {
  mask = causl.mask && lokal.mask
}`,
      {
        "masks.attn": `attention causal {
  mask = q_idx >= kv_idx
}`,
      },
    ),
  ).toMatchInlineSnapshot(`
  "error[H213]: "masks.attn" declares no \`causl\`
   --> main.attn:1:10
    |
  1 | import { causl, lokal } from "masks.attn"
    |          ^^^^^
    = help: did you mean \`causal\`?

  error[H213]: "masks.attn" declares no \`lokal\`
   --> main.attn:1:17
    |
  1 | import { causl, lokal } from "masks.attn"
    |                 ^^^^^"
`);
});

it("mistakes in an imported file are told once, in their own place", () => {
  expect(
    saidOf(
      `import { a } from "a.attn"
attention v {
  mask = a.mask
}
attention w {
  mask = a.mask || q_idx < 3
}`,
      {
        "a.attn": `attention a {
  mask = q_idx >= nothing
}`,
      },
    ),
  ).toMatchInlineSnapshot(`
  "error[H201]: unknown name \`nothing\`
   --> a.attn:2:19
    |
  2 |   mask = q_idx >= nothing
    |                   ^^^^^^^"
`);
});
