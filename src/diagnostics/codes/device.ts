/** @file H6xx: the device. H601–H609 are about where it comes from: packages, drivers, the software adapter; the rest about what it can do. */
import { type Diagnostic, error } from "../diagnostic.ts";

/** An optional package that this route needs is not there. */
export const packageMissing = (name: string, purpose: string): Diagnostic =>
  error("H601", `${purpose} needs the package \`${name}\`, which is not installed`, { help: `add it with \`npm install ${name}\`` });

/** No adapter: no driver that Dawn accepts, and no software adapter in its place. */
export const noAdapter = (tried: readonly string[]): Diagnostic =>
  error("H602", "no WebGPU adapter was found", {
    notes: tried.map((message) => ({ message })),
    help: "install a Vulkan driver, or `npm install @sparticuz/chromium` for a software adapter, and look at `heed doctor`",
  });

/** The software adapter is there, but libraries can only be named before a process starts. */
export const adapterNotInEnvironment = (variables: readonly string[]): Diagnostic =>
  error("H603", "the software adapter has to be in the environment before the process starts", {
    notes: [{ message: `these variables have to be set: ${variables.join(", ")}` }],
    help: 'start with `if (await reexecWithAdapter()) process.exit();` from "heed/node", or set what `adapterEnvironment()` returns',
  });

/** `HEED_ADAPTER` says something that is no adapter. */
export const unknownAdapter = (name: string, known: readonly string[]): Diagnostic =>
  error("H604", `HEED_ADAPTER names no adapter: \`${name}\``, { help: `use one of ${known.join(", ")}, or leave it unset` });

/** The caller asked for features that the adapter lacks. */
export const adapterFeatureMissing = (missing: readonly string[], adapter: string): Diagnostic =>
  error("H605", `the adapter lacks ${missing.map((name) => `\`${name}\``).join(", ")}`, {
    notes: [{ message: `the adapter is ${adapter}` }],
    help: "ask for fewer features, or choose another adapter with HEED_ADAPTER",
  });

/** The archive with the software adapter could not be unpacked. */
export const adapterNotUnpacked = (reason: string): Diagnostic =>
  error("H606", `the software adapter could not be unpacked: ${reason}`, {
    help: "install `@sparticuz/chromium` again, and name a folder that can be written to in XDG_CACHE_HOME",
  });

/** A peer of `heed bench` is not in the bench's folder. */
export const peerMissing = (name: string, packages: readonly string[]): Diagnostic =>
  error("H607", `the bench does not have ${packages.map((each) => `\`${each}\``).join(", ")}, which \`--against ${name}\` needs`, {
    help: "add `--install` once: npm then puts it into a folder of the bench's own, and nowhere else",
  });

export const peerNotInstalled = (name: string, reason: string): Diagnostic =>
  error("H608", `what \`--against ${name}\` needs could not be installed: ${reason}`, { help: "npm has to be there and to reach its registry" });
