import { expect, it } from "vitest";
import { createRegisters, each, nameOf, product, sum, type Loop, type Registers } from "#codegen/registers.ts";
import { createWriter } from "#codegen/writer.ts";

const loop = (index: string, count: number, isWritten: boolean): Loop => ({ index, count, isWritten, bound: `${index.toUpperCase()}S` });

/** The lines that a loop nest over two indices writes. */
function nest(...loops: readonly Loop[]): string {
  const writer = createWriter();
  each(writer, loops, (...places) => writer.line(`use(${places.join(", ")});`));
  return writer.text();
}

it("writes loops of the language, line by line, or mixed", () => {
  expect(nest(loop("r", 2, true), loop("c", 2, true))).toBe("use(0u, 0u);\nuse(0u, 1u);\nuse(1u, 0u);\nuse(1u, 1u);\n");
  expect(nest(loop("r", 2, true), loop("c", 3, false))).toBe(
    "for (var c = 0u; c < CS; c++) {\n  use(0u, c);\n}\nfor (var c = 0u; c < CS; c++) {\n  use(1u, c);\n}\n",
  );
  expect(nest(loop("r", 2, false), loop("c", 2, true))).toBe("for (var r = 0u; r < RS; r++) {\n  use(r, 0u);\n  use(r, 1u);\n}\n");
  expect(nest()).toBe("use();\n");
});

it("writes no loop for a single place", () => {
  expect(nest(loop("r", 1, false), loop("c", 1, false))).toBe("use(0u, 0u);\n");
});

const declared = (named: number, dims: readonly number[], space?: "private", initial?: string): string => {
  const writer = createWriter();
  createRegisters({ name: "x", type: "f32", dims, named, ...(space ? { space } : {}) }).declare(writer, initial);
  return writer.text();
};

it("declares a variable each, an array, an array for each row, or one variable where there is one value", () => {
  expect(declared(2, [2, 2])).toBe("var x_0_0: f32;\nvar x_0_1: f32;\nvar x_1_0: f32;\nvar x_1_1: f32;\n");
  expect(declared(1, [2], "private", "1.0")).toBe("var<private> x_0: f32 = 1.0;\nvar<private> x_1: f32 = 1.0;\n");
  expect(declared(0, [2, 3], "private")).toBe("var<private> x: array<f32, 6>;\n");
  expect(declared(0, [2, 3])).toBe("var x: array<f32, 6> = array<f32, 6>();\n");
  expect(declared(1, [2, 3], "private")).toBe("var<private> x_0: array<f32, 3>;\nvar<private> x_1: array<f32, 3>;\n");
  expect(declared(1, [2, 3, 4])).toBe("var x_0: array<f32, 12> = array<f32, 12>();\nvar x_1: array<f32, 12> = array<f32, 12>();\n");
  for (const named of [0, 1, 2]) expect(declared(named, [1, 1], undefined, "0.0")).toBe("var x: f32 = 0.0;\n");
});

it("names every declared variable by its places, and every element by one index, row major", () => {
  const dims = [2, 3, 4];
  const [flat, byRow, byPair, apart] = [0, 1, 2, 3].map((named) => createRegisters({ name: "x", type: "f32", dims, named })) as [
    Registers,
    Registers,
    Registers,
    Registers,
  ];
  const writer = createWriter();
  apart.declare(writer);
  const places = [...Array(24).keys()].map((i) => [Math.floor(i / 12), Math.floor(i / 4) % 3, i % 4].map((place) => `${place}u`));
  expect(places.map((at) => `var ${apart.at(...at)}: f32;`)).toEqual(writer.text().trimEnd().split("\n"));
  expect(places.map((at) => flat.at(...at))).toEqual(places.map((_, i) => `x[${i}u]`));
  expect(places.map((at) => byRow.at(...at))).toEqual(places.map((_, i) => `x_${Math.floor(i / 12)}[${i % 12}u]`));
  expect(flat.at("r", "2u", "c")).toBe("x[(r * 3u + 2u) * 4u + c]");
  expect(flat.at("1u", "0u", "c")).toBe("x[12u + c]");
  expect(byRow.at("1u", "r", "c")).toBe("x_1[r * 4u + c]");
  expect(byPair.at("1u", "2u", "c")).toBe("x_1_2[c]");
  expect(createRegisters({ name: "x", type: "f32", dims: [1], named: 0 }).at("r")).toBe("x");
});

it("works out what is known of places", () => {
  expect([product("3u", 4), product("r", 1), product("r", 4), product("r + 1u", 4)]).toEqual(["12u", "r", "r * 4u", "(r + 1u) * 4u"]);
  expect([sum("3u", "4u"), sum("0u", "r"), sum("r", "0u"), sum("r", "1u")]).toEqual(["7u", "r", "r", "r + 1u"]);
  expect(nameOf("17u")).toBe("17");
});
