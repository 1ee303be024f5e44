/** @file Peers are there when their packages are, in just these versions. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeEach, expect, it } from "vitest";
import { packagesOf, peerTable, type PeerRow } from "#src/cli/bench/peer-table.ts";
import { findPeers } from "#src/cli/bench/peers.ts";
import { createReport } from "#src/diagnostics/report.ts";
import { scratchFolder } from "#test/support/scratch.ts";

const cache = scratchFolder();
const before = process.env["XDG_CACHE_HOME"];
beforeEach(() => void (process.env["XDG_CACHE_HOME"] = cache));
afterAll(() => {
  if (before === undefined) delete process.env["XDG_CACHE_HOME"];
  else process.env["XDG_CACHE_HOME"] = before;
});

const find = (row: PeerRow) => findPeers([row], false, createReport(), () => expect.unreachable());

/** Puts a package there, as far as anybody looks. */
function place(folder: string, wanted: string, version?: string): void {
  const at = wanted.lastIndexOf("@");
  const path = join(cache, "heed", "peers", folder, "node_modules", wanted.slice(0, at));
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, "package.json"), JSON.stringify({ version: version ?? wanted.slice(at + 1) }));
}

const [major] = process.versions.node.split(".").map(Number);

it("names all that is missing, and only that", async () => {
  const row: PeerRow = { ...peerTable[0]!, name: "peer", folder: "peer", packages: ["@one/a@1.2.3", "b@2.0.0"] };
  await expect(find(row)).rejects.toThrow("`@one/a@1.2.3`, `b@2.0.0`, which `--against peer` needs");
  place("peer", "@one/a@1.2.3");
  await expect(find(row)).rejects.toThrow("the bench does not have `b@2.0.0`, which");
  place("peer", "b@2.0.0", "2.0.1");
  await expect(find(row)).rejects.toThrow("the bench does not have `b@2.0.0`, which");
  place("peer", "b@2.0.0");
  expect(await find(row)).toEqual([{ row, folder: join(cache, "heed", "peers", "peer"), execPath: process.execPath }]);
});

it("has a newer Node from a package, where this one is too old", async () => {
  const row: PeerRow = { ...peerTable[0]!, name: "new", folder: "new", packages: ["c@1.0.0", "node-{platform}@99.0.0"], node: major! + 1 };
  const [, node] = packagesOf(row);
  expect(node).toBe(`node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}@99.0.0`);
  place("new", "c@1.0.0");
  await expect(find(row)).rejects.toThrow(`\`${node}\``);
  place("new", node!);
  const [peer] = await find(row);
  expect(peer!.execPath).toContain(join("node_modules", node!.replace(/@.*/, ""), "bin"));
});

it("needs no other Node than one that is new enough", async () => {
  const row: PeerRow = { ...peerTable[0]!, name: "old", folder: "old", packages: ["d@1.0.0", "node-{platform}@99.0.0"], node: major! };
  place("old", "d@1.0.0");
  expect(await find(row)).toMatchObject([{ execPath: process.execPath }]);
});
