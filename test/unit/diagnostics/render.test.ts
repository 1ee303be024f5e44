import { expect, it } from "vitest";
import { error, warning } from "#src/diagnostics/diagnostic.ts";
import { diagnosticToJson, renderDiagnostic, renderDiagnostics } from "#src/diagnostics/render.ts";
import type { Span } from "#src/diagnostics/span.ts";

/** The span of `[start, end)` marked with ‹› in a text. */
function marked(text: string, name = "a.attn"): Span {
  const [start, end] = [text.indexOf("‹"), text.indexOf("›") - 1];
  return { source: { name, text: text.replace(/[‹›]/g, "") }, start, end };
}

const frame = (text: string): string => renderDiagnostic(error("H000", "wrong", { span: marked(text) }));

it("shows the place with carets below", () => {
  expect(frame("one\nlet x = ‹two›\nthree")).toBe(`error[H000]: wrong
 --> a.attn:2:9
  |
2 | let x = two
  |         ^^^`);
});

it("keeps tabs before the carets, so that they stand where the text does", () => {
  expect(frame("\tlet\tx = ‹two›")).toBe("error[H000]: wrong\n --> a.attn:1:10\n  |\n1 | \tlet\tx = two\n  | \t   \t    ^^^");
});

it("takes CRLF for the end of a line", () => {
  expect(frame("one\r\nlet x = ‹two›\r\nthree")).toBe("error[H000]: wrong\n --> a.attn:2:9\n  |\n2 | let x = two\n  |         ^^^");
});

it("points behind the end of a text, of a line, and into an empty file", () => {
  expect(frame("mask =‹›")).toBe("error[H000]: wrong\n --> a.attn:1:7\n  |\n1 | mask =\n  |       ^");
  expect(frame("mask =‹›\nscore")).toBe("error[H000]: wrong\n --> a.attn:1:7\n  |\n1 | mask =\n  |       ^");
  expect(frame("mask\n‹›")).toBe("error[H000]: wrong\n --> a.attn:2:1\n  |\n2 | \n  | ^");
  expect(frame("‹›")).toBe("error[H000]: wrong\n --> a.attn:1:1\n  |\n1 | \n  | ^");
});

it("shows the first line of a span of several", () => {
  expect(frame("let x = ‹a +\n  b›\n")).toBe("error[H000]: wrong\n --> a.attn:1:9\n  |\n1 | let x = a +\n  |         ^^^");
});

it("widens the gutter for long files", () => {
  expect(frame(`${"\n".repeat(99)}‹x›`)).toBe("error[H000]: wrong\n   --> a.attn:100:1\n    |\n100 | x\n    | ^");
});

it("shows no control characters of a text", () => {
  expect(frame("a\u001B[31m ‹b›\u0007")).toBe("error[H000]: wrong\n --> a.attn:1:8\n  |\n1 | a\uFFFD[31m b\uFFFD\n  |        ^");
});

const full = warning("W000", "strange", {
  span: marked("a ‹b›"),
  notes: [{ message: "a fact" }, { message: "another place", span: marked("‹c›", "c.attn") }],
  help: "do this",
});

it("adds notes and help; a diagnostic without a place is its sentence", () => {
  expect(renderDiagnostics([full, error("H000", "wrong")])).toBe(`warning[W000]: strange
 --> a.attn:1:3
  |
1 | a b
  |   ^
  = note: a fact
  = note: another place
 --> c.attn:1:1
  |
1 | c
  | ^
  = help: do this

error[H000]: wrong`);
});

it("colours heads, frames, carets and help where it is asked to", () => {
  const escapes = renderDiagnostic(full, { color: true }).replaceAll("\u001B[", "<").replaceAll("m", ">");
  expect(escapes).toBe(
    [
      "<33;1>warning[W000]<0>: strange",
      " <36>--><0> a.attn:1:3",
      "  <36>|<0>",
      "1 <36>|<0> a b",
      "  <36>|<0>   <31;1>^<0>",
      "  <36>=<0> note: a fact",
      "  <36>=<0> note: another place",
      " <36>--><0> c.attn:1:1",
      "  <36>|<0>",
      "1 <36>|<0> c",
      "  <36>|<0> <31;1>^<0>",
      "  <36>=<0> <32>help<0>: do this",
    ].join("\n"),
  );
});

it("becomes plain JSON with lines and columns", () => {
  expect(JSON.parse(JSON.stringify(diagnosticToJson(full)))).toEqual({
    code: "W000",
    severity: "warning",
    message: "strange",
    at: { file: "a.attn", start: { line: 1, column: 3 }, end: { line: 1, column: 4 } },
    notes: [{ message: "a fact" }, { message: "another place", at: { file: "c.attn", start: { line: 1, column: 1 }, end: { line: 1, column: 2 } } }],
    help: "do this",
  });
  expect(JSON.parse(JSON.stringify(diagnosticToJson(error("H000", "wrong"))))).toEqual({
    code: "H000",
    severity: "error",
    message: "wrong",
    notes: [],
  });
});
