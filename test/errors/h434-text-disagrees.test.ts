import { expect, it } from "vitest";
import { attention } from "#src/frontend/attention.ts";
import { fromDefinition } from "#src/frontend/index.ts";

/** What a bundler could do: the closure's names are short and crossed, the keys of `scope` are not. */
function crossed(): Parameters<typeof fromDefinition>[0] {
  const [e, n] = [3, 40];
  return attention({ name: "crossed", scope: { e: n, n: e }, mask: ({ q_idx, kv_idx }) => q_idx - kv_idx < n && q_idx + e > kv_idx });
}

it("H434: a definition whose closure's names were crossed", () => {
  expect(() => fromDefinition(crossed())).toThrowErrorMatchingInlineSnapshot(`
    [HeedError: error[H434]: \`crossed.mask\` does not do what its text says
     --> <crossed.mask>:1:24
      |
    1 | ({ q_idx, kv_idx }) => q_idx - kv_idx < n && q_idx + e > kv_idx
      |                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      = help: a bundler may have renamed what it closes over: give that in \`scope\` and take it from the second argument]
  `);
});
