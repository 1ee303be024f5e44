/** @file The attention worked out by hand, which the conformance cases are held to, gives itself what PyTorch's FlexAttention gave. */
import { describe, expect, it } from "vitest";
import { attend } from "./conformance/oracle.ts";
import type { Case } from "./conformance/case.ts";
import { countUnkept, readGolden } from "#test/support/golden.ts";

const formulas: Readonly<Record<string, Pick<Case, "attends" | "score">>> = {
  noop: {},
  "causal-ragged": { attends: ({ q, k }) => k <= q },
  "mqa-causal": { attends: ({ q, k }) => k <= q },
  "dead-rows": { attends: ({ q, k }) => k <= q && q % 3 !== 0 },
  "silu-score": { score: (s) => s / (1 + Math.exp(-s)) },
  "position-scale": { score: (s, { q, k }) => s - Math.floor(q / (1 + k)) },
};

describe.each(Object.entries(formulas))("%s", (name, formula) => {
  const { problem, out, lse } = readGolden(name);

  it("is what FlexAttention gives", () => {
    const answer = attend(formula, problem, problem.sizes);
    expect({ out: countUnkept(answer.out, out), lse: countUnkept(answer.lse, lse) }).toEqual({ out: 0, lse: 0 });
  });
});
