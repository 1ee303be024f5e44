import { expect, it } from "vitest";
import { createProgress } from "#src/cli/progress.ts";
import { capture } from "#test/support/cli.ts";

it("draws a bar on a terminal, not too often, and takes it away", () => {
  const { stream, text } = capture(true);
  let now = 0;
  const progress = createProgress(stream, () => now);
  progress.show(0.5, "row 5 of 10");
  progress.show(0.6, "row 6 of 10");
  now = 60;
  progress.show(2, "row 10 of 10");
  progress.clear();
  progress.clear();
  const bar = (full: number): string => "█".repeat(full) + "░".repeat(24 - full);
  expect(text()).toBe(`\r\u001B[K${bar(12)} row 5 of 10\r\u001B[K${bar(24)} row 10 of 10\r\u001B[K`);
});

it("stays within the terminal's width", () => {
  const { stream, text } = capture(true);
  createProgress(Object.assign(stream, { columns: 30 })).show(0, "a long label");
  expect(text()).toBe(`\r\u001B[K${"░".repeat(24)} a lo`);
});

it("is silent elsewhere", () => {
  const { stream, text } = capture();
  const progress = createProgress(stream);
  progress.show(0.5, "row 5 of 10");
  progress.clear();
  expect(text()).toBe("");
});
