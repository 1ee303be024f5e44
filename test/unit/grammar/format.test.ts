import { expect, test } from "vitest";
import { formatAttn } from "#grammar/format.ts";
import { createReport } from "#src/diagnostics/report.ts";

function format(text: string): string {
  const formatted = formatAttn({ name: "test.attn", text }, createReport())!;
  expect(formatAttn({ name: "again.attn", text: formatted }, createReport())).toBe(formatted);
  return formatted;
}

test("comments stay where they belong, blank lines are kept one at a time, numbers as they were written", () => {
  expect(
    format(`// top


// of v
attention v{// behind the brace

 // before t
 input t:f32[ Hq,Sq ] // behind t


 mask= a/* inside */&&b // also inside
   ||c // behind mask
 /* of two
    lines */ score = 0xF_F*- -1e5
 // last
}
const A=3 const B=4 // of B
// of e
attention e{} attention g { /* alone */
}
// end`),
  ).toBe(`// top

// of v
attention v { // behind the brace
  // before t
  input t: f32[Hq, Sq] // behind t

  /* inside */
  // also inside
  mask = (a && b) || c // behind mask
  /* of two
    lines */
  score = 0xF_F * -(-1e5)
  // last
}

const A = 3
const B = 4 // of B

// of e
attention e {}

attention g { /* alone */
}
// end
`);
});

test("a comment before the brace goes above, even if it holds a brace", () => {
  expect(format("attention v /* { */ { mask = a }")).toBe("/* { */\nattention v {\n  mask = a\n}\n");
});

test("the least integer is written in one piece", () => {
  expect(format("const n = - /* of i32 */ 2_147_483_648")).toBe("/* of i32 */\nconst n = -2147483648\n");
});

test("carriage returns and tabs are gone", () => {
  expect(format("attention v {\r\n\t// c\r\n\r\n\tmask = a\r\n}\r\n")).toBe("attention v {\n  // c\n\n  mask = a\n}\n");
});

test("files of comments alone, and of nothing", () => {
  expect(format("// a\n\n\n/* b */")).toBe("// a\n\n/* b */\n");
  expect(format(" \n ")).toBe("");
});

test("a file with mistakes is reported, not formatted", () => {
  const report = createReport();
  expect(formatAttn({ name: "test.attn", text: "attention v { mask = }" }, report)).toBeUndefined();
  expect(report.diagnostics.map(({ code }) => code)).toEqual(["H102"]);
});
