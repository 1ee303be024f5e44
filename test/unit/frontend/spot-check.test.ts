import { describe, expect, it } from "vitest";
import { attention, i32 } from "#src/frontend/attention.ts";
import { fromDefinition } from "#src/frontend/index.ts";

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
});
