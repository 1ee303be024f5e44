/** @file `heed doctor`: the adapter that kernels would run on, what it can do, and what is missing. */
import { createRequire } from "node:module";
import { HeedError } from "#src/diagnostics/diagnostic.ts";
import type { Report } from "#src/diagnostics/report.ts";
import { adapterEnvironment } from "#src/node/software-adapter.ts";
import { closeDevices, describeAdapter, type AdapterReport } from "#src/node/dawn.ts";
import { writeOutput } from "#src/node/files/output.ts";
import { isInstalled } from "#src/node/load-variants.ts";
import { reexecWithAdapter } from "#src/node/reexec.ts";
import { defineCommand, type Command } from "../command.ts";

/** Optional packages and what needs them. */
const packages = {
  webgpu: "a GPU device in Node",
  "@sparticuz/chromium": "the software adapter, where there is no GPU",
  "ts-morph": "variants in TypeScript files",
} as const;

/** The command. */
export const doctor: Command = defineCommand({
  usage: "[--json]",
  about: [
    "Tells which WebGPU adapter kernels would run on and why, its features and limits, and which optional",
    "packages are installed. Exits with 1, and says what to do, where there is no adapter. With",
    "HEED_ADAPTER=system, swiftshader or lavapipe in the environment that adapter is taken.",
  ],
  files: [0, 0],
  options: {},
  examples: ["", "--json"],
  async run({ options, io, report }) {
    // The child has done everything, and said how it went.
    if (await reexecWithAdapter()) return Number(process.exitCode);
    const found = await findOut(report);
    await writeOutput("-", options.json ? `${JSON.stringify(found)}\n` : format(found), io.stdout);
    return found.adapter ? 0 : 1;
  },
});

interface Findings {
  readonly node: string;
  readonly packages: readonly {
    readonly name: string;
    readonly purpose: string;
    readonly installed: boolean;
    readonly version?: string | undefined;
  }[];
  readonly chosen: { readonly adapter: string; readonly reason: string } | undefined;
  readonly adapter: AdapterReport | undefined;
}

async function findOut(report: Report): Promise<Findings> {
  return {
    node: process.versions.node,
    packages: Object.entries(packages).map(([name, purpose]) => ({ name, purpose, installed: isInstalled(name), version: versionOf(name) })),
    chosen: await orReport(async () => {
      const { adapter, reason } = await adapterEnvironment();
      return { adapter, reason };
    }, report),
    adapter: await orReport(async () => {
      const found = await describeAdapter();
      closeDevices();
      return found;
    }, report),
  };
}

/** What is wrong belongs to the findings, and does not end them. */
async function orReport<T>(ask: () => Promise<T>, report: Report): Promise<T | undefined> {
  try {
    return await ask();
  } catch (thrown) {
    if (!(thrown instanceof HeedError)) throw thrown;
    const said = new Set(report.diagnostics.map(({ code }) => code));
    thrown.diagnostics.filter(({ code }) => !said.has(code)).forEach((diagnostic) => report.add(diagnostic));
    return undefined;
  }
}

function versionOf(name: string): string | undefined {
  try {
    return (createRequire(import.meta.url)(`${name}/package.json`) as { version: string }).version;
  } catch {
    return undefined;
  }
}

function format({ node, packages: all, chosen, adapter }: Findings): string {
  const facts: (readonly [string, string])[] = [
    ["node", node],
    ...all.map(
      ({ name, purpose, installed, version }) => [name, installed ? (version ?? "installed") : `not installed; needed for ${purpose}`] as const,
    ),
    ...(chosen ? [["chosen", `${chosen.adapter}: ${chosen.reason}`] as const] : []),
    ["adapter", adapter ? adapter.description || [adapter.vendor, adapter.architecture].filter(Boolean).join(" ") || "unnamed" : "none"],
    ...(adapter ? factsOf(adapter) : []),
  ];
  const width = facts.reduce((most, [name]) => Math.max(most, name.length), 0);
  return facts.map(([name, value]) => `${name.padEnd(width)}  ${value}\n`).join("");
}

function factsOf({ features, limits, subgroups }: AdapterReport): (readonly [string, string])[] {
  return [
    ["f16 kernels", features.includes("shader-f16") ? "yes" : "no, the adapter lacks shader-f16"],
    ["subgroups", subgroups ? `${subgroups[0]} to ${subgroups[1]}` : "not told"],
    ["features", features.join(", ")],
    ...Object.entries(limits).map(([name, value]) => [name, String(value)] as const),
  ];
}
