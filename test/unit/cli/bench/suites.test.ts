/** @file The suites of `npm run bench` ask for variants, shapes and peers that there are. */
import { describe, expect, it } from "vitest";
import { peerTable } from "#src/cli/bench/peer-table.ts";
import { recognise } from "#src/cli/bench/pattern.ts";
import { readShape } from "#src/cli/shapes.ts";
import { createReport } from "#src/diagnostics/report.ts";
import { fromAttn } from "#src/frontend/index.ts";
import { runPasses } from "#src/passes/index.ts";
import { suitesOf, variants } from "#test/bench/attention/suites.ts";

const known = fromAttn(variants).map((variant) => runPasses(variant));

describe.each([true, false])("quick: %s", (quick) => {
  it.each(suitesOf(quick).map((suite) => [suite.name, suite] as const))("%s", (_, { tasks, peers, beside }) => {
    const names = peerTable.map(({ name }) => name);
    expect(peers.filter((name) => !names.includes(name))).toEqual([]);
    if (beside?.variant !== undefined) expect(known.map(({ name }) => name)).toContain(beside.variant);
    for (const [name, shape] of tasks) {
      const report = createReport();
      const sizes = readShape(shape, report)!;
      expect(report.diagnostics).toEqual([]);
      const variant = known.find((each) => each.name === name)!;
      const scalars = Object.fromEntries(variant.params.map((param) => [param.name, param.value]));
      if (peers.length > 0) expect(recognise(variant, sizes, scalars)).toHaveProperty("name");
    }
  });
});
