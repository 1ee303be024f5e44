/** @file The peers: exact versions, a contender for each, and what each says it cannot do. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { packagesOf, peerTable } from "#src/cli/bench/peer-table.ts";
import type { BenchTask } from "#src/cli/bench/task.ts";

const task = (more: Partial<BenchTask["sizes"]> = {}, rest: Partial<BenchTask> = {}): BenchTask => ({
  ir: "",
  sizes: { B: 1, Hq: 8, Hkv: 8, Sq: 64, Skv: 64, D: 64, Dv: 64, ...more },
  dtype: "f32",
  block: undefined,
  params: {},
  seed: 1,
  pattern: { name: "full" },
  ...rest,
});

const refusing = (asked: BenchTask): string[] => peerTable.filter((row) => row.refuses(asked) !== undefined).map(({ name }) => name);

it("names exact versions, so that figures can be had again", () => {
  for (const row of peerTable) {
    expect(row.packages.length).toBeGreaterThan(0);
    for (const name of packagesOf(row)) expect(name).toMatch(/^(@[\w-]+\/)?[\w-]+@\d+\.\d+\.\d+$/);
  }
});

it("has a contender for each row, and none beside", () => {
  const text = readFileSync("src/cli/bench/worker.ts", "utf8");
  const names = [...text.matchAll(/^ {2}"?([\w-]+)"?: async \(\) => \(await import\("\.\/contenders\//gm)].map(([, name]) => name!);
  expect(names.toSorted()).toEqual(["heed", ...peerTable.map(({ name }) => name)].toSorted());
});

it("does not bundle what it is timed against", () => {
  const { dependencies = {}, devDependencies = {} } = JSON.parse(readFileSync("package.json", "utf8")) as Record<string, object>;
  const ours = Object.keys({ ...dependencies, ...devDependencies });
  expect(peerTable.flatMap(packagesOf).filter((name) => ours.includes(name.slice(0, name.lastIndexOf("@"))))).toEqual([]);
});

describe("refuses", () => {
  it("nothing of a plain task", () => {
    expect(refusing(task())).toEqual([]);
  });

  it("shared heads without a mask, unless there is one query", () => {
    expect(refusing(task({ Hkv: 2 }))).toEqual(["ort-web", "ort-node", "ort-cpu"]);
    expect(refusing(task({ Hkv: 2, Sq: 1 }))).toEqual([]);
    expect(refusing(task({ Hkv: 2 }, { pattern: { name: "causal" } }))).toEqual([]);
  });

  it("values of another head dim", () => {
    expect(refusing(task({ Dv: 32 }))).toEqual(["ort-web", "ort-node", "ort-cpu", "jax-js"]);
  });

  it("f16 where there is none", () => {
    expect(refusing(task({}, { dtype: "f16" }))).toEqual(["tfjs"]);
  });

  it("more scores than a binding holds", () => {
    expect(refusing(task({ Sq: 2048, Skv: 2048 }))).toEqual([]);
    expect(refusing(task({ Sq: 4096, Skv: 4096 }))).toEqual(["jax-js", "tfjs"]);
    expect(peerTable.find(({ name }) => name === "tfjs")!.refuses(task({ Sq: 4096, Skv: 4096 }))).toBe(
      "its scores fill 512 MiB, and a binding has 128",
    );
  });
});
