import { describe, expect, it } from "vitest";
import { attention, i32 } from "#src/frontend/attention.ts";
import { fromDefinition } from "#src/frontend/index.ts";

/** What a bundler could do: the closure's names are short and crossed, the keys of `scope` are not. */
function crossed(): () => unknown {
  const [e, n] = [3, 40];
  return () => attention({ name: "crossed", scope: { e: n, n: e }, mask: ({ q_idx, kv_idx }) => q_idx - kv_idx < n && q_idx + e > kv_idx });
}

describe("a definition met at run time", () => {
  it("is read when it does what its text says", () => {
    const window = 8;
    const local = attention({
      name: "local",
      params: { extra: i32(2) },
      scope: { window },
      mask: ({ q_idx, kv_idx }, { extra }) => Math.abs(q_idx - kv_idx) <= window + extra,
    });
    expect(fromDefinition(local).sections.mask).toBeDefined();
  });

  it("is refused when names that look alike were crossed", () => {
    const definition = crossed()() as Parameters<typeof fromDefinition>[0];
    expect(() => fromDefinition(definition)).toThrowErrorMatchingInlineSnapshot(`
      [HeedError: error[H434]: \`crossed.mask\` does not do what its text says
       --> <crossed.mask>:1:24
        |
      1 | ({ q_idx, kv_idx }) => q_idx - kv_idx < n && q_idx + e > kv_idx
        |                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        = help: a bundler may have renamed what it closes over: give that in \`scope\` and take it from the second argument]
    `);
  });
});
