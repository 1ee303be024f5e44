import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { findDrivers, findLavapipe, isLavapipe } from "#src/node/system-vulkan.ts";
import { scratchFolder } from "#test/support/scratch.ts";

const scratch = scratchFolder();
const folder = join(scratch, "vulkan/icd.d");
mkdirSync(folder, { recursive: true });
for (const name of ["b_icd.json", "a_icd.json", "notes.txt"]) writeFileSync(join(folder, name), "{}");

it("lists the drivers of a data folder in order", async () => {
  const found = await findDrivers({ XDG_DATA_DIRS: scratch });
  expect(found.filter((file) => file.startsWith(scratch))).toEqual([join(folder, "a_icd.json"), join(folder, "b_icd.json")]);
});

it("takes the drivers that a variable names, and of those the ones that exist", async () => {
  const driver = join(folder, "a_icd.json");
  expect(await findDrivers({ VK_DRIVER_FILES: `${driver}:${join(folder, "gone.json")}`, XDG_DATA_DIRS: scratch })).toEqual([driver]);
  expect(await findDrivers({ VK_ICD_FILENAMES: driver })).toEqual([driver]);
});

it("knows lavapipe by its file", () => {
  expect(isLavapipe("/usr/share/vulkan/icd.d/lvp_icd.x86_64.json")).toBe(true);
  expect(isLavapipe("/usr/share/vulkan/icd.d/radeon_icd.json")).toBe(false);
  expect(findLavapipe(["/a/radeon_icd.json", "/a/lvp_icd.json"])).toBe("/a/lvp_icd.json");
  expect(findLavapipe(["/a/radeon_icd.json"])).toBeUndefined();
});

it.runIf(process.arch === "x64")("prefers the lavapipe of this architecture", () => {
  expect(findLavapipe(["/a/lvp_icd.i686.json", "/a/lvp_icd.x86_64.json"])).toBe("/a/lvp_icd.x86_64.json");
});
