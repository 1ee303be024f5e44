/** @file The two notations of headers: what they mean, and what they do not allow. */
import { describe, expect, test } from "vitest";
import { describeLiteral, json, parseLiteral, python, wholeNumber } from "#src/node/files/literal.ts";
import { rendered } from "#test/support/safetensors-fixtures.ts";

const number = (text: string) => ({ kind: "number", text });

describe("json", () => {
  test.each<readonly [string, unknown]>([
    ["null", null],
    [" true ", true],
    ["[]", []],
    ["[1, -2.5e3,\t[false]]", [number("1"), number("-2.5e3"), [false]]],
    ['"a\\u0062\\n\\""', 'ab\n"'],
    [
      '{"b": 1, "1": {}}',
      new Map<string, unknown>([
        ["b", number("1")],
        ["1", new Map()],
      ]),
    ],
  ])("%s", (text, value) => expect(parseLiteral(text, json, "f")).toEqual(value));

  test.each([
    "",
    "[1,]",
    "[,1]",
    "[1 2]",
    "{a: 1}",
    '{"a"}',
    '{"a": 1,}',
    "01",
    "+1",
    "1.",
    "NaN",
    "Infinity",
    "'a'",
    '"\\x"',
    '"\n"',
    '"',
    '"\\',
    "nul",
    "(1)",
    "{} {}",
  ])("%j is refused", async (text) => expect(await rendered(() => parseLiteral(text, json, "f"))).toMatch(/^error\[H714\]: the header of `f` has /));

  test("a key may be spelt in two ways and still be the same", async () => {
    expect(await rendered(() => parseLiteral('{"a": 1, "\\u0061": 2}', json, "f"))).toMatch(/^error\[H716\]/);
  });
});

describe("python", () => {
  test.each<readonly [string, unknown]>([
    ["()", []],
    ["(8,)", [number("8")]],
    ["(8)", number("8")],
    ["[1, 2, ]", [number("1"), number("2")]],
    [
      "{'a': None, \"b\": True, }",
      new Map([
        ["a", null],
        ["b", true],
      ]),
    ],
    ["3L", number("3L")],
  ])("%s", (text, value) => expect(parseLiteral(text, python, "f")).toEqual(value));

  test.each(["(,)", "1_000", "0x10", "'a\\'b'", "u'a'", "exec('1')", "{'a': 1}; 2", "{'a': 1} #", "2 * 3", "(1, 2", "[x for x in y]", "null"])(
    "%j is refused",
    async (text) => expect(await rendered(() => parseLiteral(text, python, "f"))).toMatch(/^error\[H714\]: the header of `f` has /),
  );
});

test("nesting, long tokens and long lists end in a diagnostic, not in an exhausted stack", async () => {
  expect(await rendered(() => parseLiteral("[".repeat(1_000_000), json, "f"))).toMatch(/^error\[H714\]/);
  expect(await rendered(() => parseLiteral("9".repeat(1_000_000), json, "f"))).toMatch(/^error\[H714\]/);
  expect(await rendered(() => parseLiteral(" ".repeat(1_000_000), json, "f"))).toMatch(/^error\[H714\]/);
  expect(await rendered(() => parseLiteral(`[${"0,".repeat(3_000_000)}0]`, json, "f"))).toMatch(/^error\[H714\].* a simpler header/);
  const long = `"${"\\n".repeat(1_000_000)}"`;
  expect((parseLiteral(long, json, "f") as string).length).toBe(1_000_000);
});

test("only whole numbers from 0 to 2⁵³−1 are whole numbers", () => {
  const value = (text: string) => wholeNumber(parseLiteral(text, python, "f"));
  expect(["0", "12", "3L", "9007199254740991"].map(value)).toEqual([0, 12, 3, 9_007_199_254_740_991]);
  expect(["-1", "1.0", "1e3", "9007199254740992", "None", "'1'"].map(value)).toEqual(Array.from({ length: 6 }, () => undefined));
});

test("values are described in a few words", () => {
  const words = (text: string) => describeLiteral(parseLiteral(text, json, "f"));
  expect(['"a"', "1.5", "null", "true", "[1]", "{}"].map(words)).toEqual(['`"a"`', "`1.5`", "`null`", "`true`", "a list", "a table"]);
  expect(describeLiteral(undefined)).toBe("nothing");
});
