import { expect, it } from "vitest";
import { createWriter } from "#codegen/writer.ts";
import type { Span } from "#src/diagnostics/span.ts";

it("indents blocks, splits texts, and keeps empty lines empty", () => {
  const writer = createWriter();
  writer.line("a", "");
  writer.block("if (x)", () => {
    writer.line("b\nc");
    writer.block("for (;;)", () => writer.line("", "d"));
  });
  expect(writer.text()).toBe("a\n\nif (x) {\n  b\n  c\n  for (;;) {\n\n    d\n  }\n}\n");
});

it("knows which lines were woven in from where", () => {
  const span: Span = { source: { name: "v.attn", text: "mask = true" }, start: 7, end: 11 };
  const writer = createWriter();
  writer.line("before");
  writer.woven(span, () => writer.block("if (m)", () => writer.line("one\ntwo")));
  writer.woven(undefined, () => writer.line("nobody's"));
  writer.woven(span, () => undefined);
  writer.woven(span, () => writer.line("last"));
  expect(writer.wovenLines).toEqual([
    { first: 2, last: 5, span },
    { first: 7, last: 7, span },
  ]);
});
