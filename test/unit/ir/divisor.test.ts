import { expect, test } from "vitest";
import { divisor } from "#src/ir/divisor.ts";

test("the greatest common divisor", () => {
  expect([divisor(12, 18), divisor(-4, 6), divisor(5, 0), divisor(0, 0)]).toEqual([6, 2, 5, 0]);
});
