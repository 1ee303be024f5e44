/** @file Warnings: what is never used W201, reads not proved to stay inside W301. */
import { expect, it } from "vitest";
import { reportUnprovedReads } from "#src/analysis/in-range.ts";
import { renderDiagnostics } from "#src/diagnostics/render.ts";
import { createReport } from "#src/diagnostics/report.ts";
import { fromAttn } from "#src/frontend/index.ts";
import { saidOf } from "#test/support/attn.ts";

it("W201: an input and a param", () => {
  expect(
    saidOf(`attention v {
  input slope: f32[Hq]
  param window: i32 = 4
  mask = q_idx >= kv_idx
}`),
  ).toMatchInlineSnapshot(`
  "warning[W201]: \`slope\` is declared and never used
   --> main.attn:2:3
    |
  2 |   input slope: f32[Hq]
    |   ^^^^^^^^^^^^^^^^^^^^

  warning[W201]: \`window\` is declared and never used
   --> main.attn:3:3
    |
  3 |   param window: i32 = 4
    |   ^^^^^^^^^^^^^^^^^^^^^"
`);
});

it("W201: a tensor whose size is used is used", () => {
  expect(
    saidOf(`attention v {
  input table: f32[N]
  mask = q_idx < N
}`),
  ).toMatchInlineSnapshot(`""`);
});

it("W201: told once, where the declaration is, and not of an input that only the other attention's score needs", () => {
  expect(
    saidOf(`attention a {
  input slope: f32[Hq]
  param unused: i32 = 2
  mask = q_idx >= kv_idx
  score = score * slope[h]
}
attention v {
  mask = a.mask
}`),
  ).toMatchInlineSnapshot(`
  "warning[W201]: \`unused\` is declared and never used
   --> main.attn:3:3
    |
  3 |   param unused: i32 = 2
    |   ^^^^^^^^^^^^^^^^^^^^^"
`);
});

it("W301: a read past the end of a table", () => {
  const text = `attention v {
  input bias: f32[T]
  let distance = q_idx - kv_idx
  score = score + bias[distance] + bias[clamp(distance, 0, T - 1)]
}`;
  const report = createReport();
  reportUnprovedReads(fromAttn(text, { name: "main.attn" })[0]!, report);
  expect(renderDiagnostics(report.diagnostics)).toMatchInlineSnapshot(`
    "warning[W301]: \`sub(q_idx, kv_idx)\` is not proved to stay inside \`bias\` (dimension T), so reads past its edge take the edge's value
     --> main.attn:4:19
      |
    4 |   score = score + bias[distance] + bias[clamp(distance, 0, T - 1)]
      |                   ^^^^^^^^^^^^^^
      = help: clamp the index, or declare the dimension so that it covers it"
  `);
});
