/** @file Folders that a test may fill; they are gone when its file is done. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

/** A fresh folder for this test file. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "heed-test-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
