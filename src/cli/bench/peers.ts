/** @file Where peers live: each with its packages in a folder of the bench's own, put there by npm when the user asks for it. */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { peerMissing, peerNotInstalled } from "#src/diagnostics/codes/device.ts";
import type { Report } from "#src/diagnostics/report.ts";
import { cacheFolder } from "#src/node/cache-folder.ts";
import { packagesOf, type PeerRow } from "./peer-table.ts";

export interface Peer {
  readonly row: PeerRow;
  readonly folder: string;
  readonly execPath: string;
}

/** The peers, ready to be started; what is missing is installed or reported. */
export async function findPeers(rows: readonly PeerRow[], mayInstall: boolean, report: Report, onInstall: (name: string) => void): Promise<Peer[]> {
  const parent = join(await cacheFolder(process.env), "peers");
  const found: Peer[] = [];
  for (const row of rows) {
    const folder = join(parent, row.folder);
    const missing = await missingPackages(row, folder);
    if (missing.length > 0 && !mayInstall) report.add(peerMissing(row.name, missing));
    if (missing.length > 0 && mayInstall) {
      onInstall(row.name);
      await install(folder, missing).catch((error: Error) => report.add(peerNotInstalled(row.name, error.message)));
    }
    found.push({ row, folder, execPath: nodeFor(row, folder) });
  }
  report.stop();
  return found;
}

/** Packages that are not there, or there in another version. */
async function missingPackages(row: PeerRow, folder: string): Promise<string[]> {
  const wanted = needsNode(row) ? packagesOf(row) : packagesOf(row).filter((name) => !isNode(name));
  const versions = await Promise.all(wanted.map((name) => versionIn(folder, name)));
  return wanted.filter((name, i) => name !== versions[i]);
}

async function versionIn(folder: string, wanted: string): Promise<string> {
  const name = wanted.slice(0, wanted.lastIndexOf("@"));
  const text = await readFile(join(folder, "node_modules", name, "package.json"), "utf8").catch(() => "{}");
  return `${name}@${(JSON.parse(text) as { version?: string }).version}`;
}

const isNode = (name: string): boolean => /^node-\w+-\w+@/.test(name);

const needsNode = ({ node }: PeerRow): boolean => Number(process.versions.node.split(".")[0]) < node;

/** This Node, or the newer one that a package brings. */
function nodeFor(row: PeerRow, folder: string): string {
  const name = packagesOf(row).find(isNode)?.replace(/@.*/, "");
  if (!name || !needsNode(row)) return process.execPath;
  return join(folder, "node_modules", name, "bin", process.platform === "win32" ? "node.exe" : "node");
}

/** Scripts of packages are not run: they would fetch what is not needed here. */
async function install(folder: string, packages: readonly string[]): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, "package.json");
  if (!existsSync(file)) await writeFile(file, '{ "private": true }\n');
  const flags = ["--ignore-scripts", "--no-audit", "--no-fund", "--save-exact", "--loglevel=error"];
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const child = spawn(npm, ["install", ...flags, ...packages], { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
  await new Promise<void>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => (code === 0 ? resolve() : reject(new Error(said.trim().split("\n")[0] || `npm ended with ${code}`))));
  });
}
