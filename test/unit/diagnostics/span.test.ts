import { expect, it } from "vitest";
import { joinSpans, locate } from "#src/diagnostics/span.ts";

it.each([
  ["", 0, 1, 1],
  ["abc", 0, 1, 1],
  ["abc", 3, 1, 4],
  ["a\nb", 1, 1, 2],
  ["a\nb", 2, 2, 1],
  ["a\r\nb", 3, 2, 1],
  ["\n\n", 2, 3, 1],
  ["a\n\nb", 2, 2, 1],
])("%j at %i is %i:%i", (text, offset, line, column) => {
  expect(locate({ name: "a.attn", text }, offset)).toEqual({ line, column });
});

it("joins spans in either order", () => {
  const source = { name: "a.attn", text: "abcdef" };
  const [first, last] = [
    { source, start: 0, end: 2 },
    { source, start: 4, end: 5 },
  ];
  expect(joinSpans(first, last)).toEqual({ source, start: 0, end: 5 });
  expect(joinSpans(last, first)).toEqual({ source, start: 0, end: 5 });
});
