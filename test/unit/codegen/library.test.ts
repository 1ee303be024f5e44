import { expect, it } from "vitest";
import { libraryFor, resolveCall } from "#codegen/library.ts";
import { opNames, row } from "#src/ir/ops.ts";
import { scalarTypes } from "#src/ir/types.ts";
import { validateWgsl } from "#test/support/validate-wgsl.ts";

const namesIn = (texts: readonly string[]): string[] => texts.flatMap((text) => /fn (\w+)/.exec(text)?.[1] ?? []);

it.each([
  ["min", "f32", "heed_min_f32"],
  ["min", "i32", "min"],
  ["clamp", "i32", "heed_clamp_i32"],
  ["mod", "i32", "heed_mod_i32"],
  ["div", "i32", "heed_div"],
  ["tanh", "f32", "heed_tanh"],
  ["sqrt", "f32", "sqrt"],
  ["f32", "i32", "f32"],
  ["i32", "f32", "heed_i32_f32"],
  ["i32", "bool", "i32"],
  ["constructor", "f32", "constructor"],
])("%s on %s is %s", (name, type, resolved) => {
  expect(resolveCall(name, type)).toBe(resolved);
});

it("brings what is called and what that calls, once, before its users' order matters", () => {
  expect(namesIn(libraryFor("let a = heed_gelu(x) + heed_relu_f32(heed_erf(y));"))).toEqual([
    "heed_is_nan",
    "heed_max_f32",
    "heed_relu_f32",
    "heed_erf",
    "heed_gelu",
  ]);
});

it("brings nothing for names that are no calls, or not its own", () => {
  expect(libraryFor("let heed_min_f32 = 1; heed_unknown(2); min(3, 4); xheed_div(1, 2);")).toEqual([]);
});

it("has only functions that are whole, valid, and reached from a row", async () => {
  const calls = opNames.flatMap((op) => {
    const { wgsl } = row(op);
    return "call" in wgsl ? scalarTypes.map((type) => resolveCall(wgsl.call, type)) : [];
  });
  const texts = libraryFor(calls.map((name) => `${name}()`).join("\n"));
  expect(texts.length).toBeGreaterThan(20);
  expect((await validateWgsl(texts.join("\n"))).filter(({ type }) => type === "error")).toEqual([]);
});
