/** @file Files that tests keep: written where UPDATE_SNAPSHOTS=1 asks for it, compared otherwise. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { expect } from "vitest";

/** Holds a kept file to what would be written now. */
export function expectFile(path: string, text: string): void {
  if (process.env["UPDATE_SNAPSHOTS"] === "1") writeFileSync(path, text);
  const kept = existsSync(path) ? readFileSync(path, "utf8") : "";
  expect(kept, `${path} is not what it would be now; UPDATE_SNAPSHOTS=1 writes it`).toBe(text);
}
