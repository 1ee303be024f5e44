import { rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { probeAdapter } from "#src/node/probe.ts";
import { adapterEnvironment, adapterMarker } from "#src/node/software-adapter.ts";
import { canRunSwiftShader, unpackSwiftShader } from "#src/node/swiftshader.ts";
import { scratchFolder } from "#test/support/scratch.ts";

const scratch = scratchFolder();
const bare = { PATH: process.env["PATH"], XDG_CACHE_HOME: scratch };

describe("the decision", () => {
  it("is made once: a process started with an environment keeps it", async () => {
    const found = await adapterEnvironment({ ...bare, [adapterMarker]: "lavapipe: a: wish" });
    expect(found).toEqual({ env: {}, adapter: "lavapipe", reason: "a: wish" });
  });

  it("can be forced to leave the machine alone", async () => {
    const { adapter, env } = await adapterEnvironment({ ...bare, HEED_ADAPTER: "system" });
    expect({ adapter, env }).toEqual({ adapter: "system", env: { [adapterMarker]: "system: HEED_ADAPTER asks for it" } });
  });

  it("says so when lavapipe is asked for and not there", async () => {
    const found = await adapterEnvironment({ ...bare, HEED_ADAPTER: "lavapipe", VK_DRIVER_FILES: "/nowhere/lvp_icd.json" });
    expect(found).toEqual({ env: {}, adapter: "none", reason: "HEED_ADAPTER asks for lavapipe, which is not installed" });
  });
});

describe.runIf(canRunSwiftShader())("the software adapter", () => {
  it("takes over from a driver that is broken", async () => {
    const driver = join(scratch, "broken_icd.json");
    writeFileSync(driver, JSON.stringify({ file_format_version: "1.0.0", ICD: { library_path: "/nowhere/lib.so", api_version: "1.3.0" } }));
    const found = await adapterEnvironment({ ...bare, VK_DRIVER_FILES: driver });
    expect(found).toMatchObject({ adapter: "swiftshader", reason: `Dawn accepts none of the installed Vulkan drivers (${driver})` });
  });

  it("takes over from a driver that is not there", async () => {
    const found = await adapterEnvironment({ ...bare, VK_DRIVER_FILES: "/nowhere/icd.json" });
    expect(found).toMatchObject({ adapter: "swiftshader", reason: "no file that VK_DRIVER_FILES names exists" });
  });

  it("gives a process an adapter, and before that there was none", async () => {
    const { env } = await adapterEnvironment({ ...bare, HEED_ADAPTER: "swiftshader", LD_LIBRARY_PATH: "/nowhere" });
    expect(env["LD_LIBRARY_PATH"]).toBe(dirname(env["VK_DRIVER_FILES"] ?? ""));
    expect(await probeAdapter({ ...bare, ...env })).toMatch(/SwiftShader/);
    expect(await probeAdapter({ ...bare, VK_DRIVER_FILES: "/nowhere/icd.json", VK_ICD_FILENAMES: "/nowhere/icd.json" })).toBeUndefined();
  });

  it("lends its loader to a driver that has none", async () => {
    const { driver } = await unpackSwiftShader(bare);
    const found = await adapterEnvironment({ ...bare, VK_DRIVER_FILES: driver });
    expect(found.adapter).toBe("system");
    expect(await probeAdapter({ ...bare, VK_DRIVER_FILES: driver, ...found.env })).toBeTypeOf("string");
  });

  it("is unpacked by many at once, and again when it is damaged", async () => {
    const cache = { XDG_CACHE_HOME: join(scratch, "many") };
    const found = await Promise.all(Array.from({ length: 4 }, () => unpackSwiftShader(cache)));
    expect(new Set(found.map(({ driver }) => driver)).size).toBe(1);
    const library = join(found[0]?.libraries ?? "", "libvk_swiftshader.so");
    const { size } = statSync(library);
    truncateSync(library);
    await unpackSwiftShader(cache);
    expect(statSync(library).size).toBe(size);
    rmSync(library);
    await unpackSwiftShader(cache);
    expect(statSync(library).size).toBe(size);
  });
});
