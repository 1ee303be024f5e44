import { chmodSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { cacheFolder } from "#src/node/cache-folder.ts";
import { scratchFolder } from "#test/support/scratch.ts";

const scratch = scratchFolder();

it("prefers XDG_CACHE_HOME, then the home folder", async () => {
  expect(await cacheFolder({ XDG_CACHE_HOME: join(scratch, "xdg"), HOME: scratch })).toBe(join(scratch, "xdg/heed"));
  expect(await cacheFolder({ HOME: scratch })).toBe(join(scratch, ".cache/heed"));
});

it("makes it private", async () => {
  const folder = await cacheFolder({ HOME: join(scratch, "private") });
  expect(statSync(folder).mode & 0o777).toBe(0o700);
});

it("ignores relative and empty names", async () => {
  const folder = await cacheFolder({ XDG_CACHE_HOME: "cache", HOME: "" });
  expect(folder.startsWith(tmpdir())).toBe(true);
});

it("passes over what cannot be a folder", async () => {
  writeFileSync(join(scratch, "file"), "");
  for (const home of [join(scratch, "file"), "/proc/nowhere", "/dev/null"]) {
    expect((await cacheFolder({ HOME: home })).startsWith(tmpdir())).toBe(true);
  }
});

it("passes over a folder that others can write to", async () => {
  const open = join(scratch, "open", "heed");
  mkdirSync(open, { recursive: true });
  chmodSync(open, 0o777);
  expect(await cacheFolder({ XDG_CACHE_HOME: join(scratch, "open"), HOME: scratch })).toBe(join(scratch, ".cache/heed"));
});
