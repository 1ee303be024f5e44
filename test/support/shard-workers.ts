/** @file Processes that compute shards, a device each. */
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import { build } from "esbuild";
import { afterAll } from "vitest";
import type { TensorData } from "#src/ir/tensor.ts";
import { scratchFolder } from "./scratch.ts";
import type { ShardAnswer, ShardTask } from "./shard-worker.ts";

export interface ShardWorkers {
  /** Each task by another process, as far as there are some. */
  compute(tasks: readonly ShardTask[]): Promise<{ readonly out: TensorData; readonly lse: TensorData }[]>;
}

/** Starts processes that live as long as the test file. */
export async function startShardWorkers(count: number): Promise<ShardWorkers> {
  const folder = scratchFolder();
  const file = join(folder, "shard-worker.mjs");
  // Packages stay where they are: Dawn is native.
  symlinkSync(resolve("node_modules"), join(folder, "node_modules"), "dir");
  await build({
    entryPoints: ["test/support/shard-worker.ts"],
    bundle: true,
    format: "esm",
    platform: "node",
    external: ["webgpu", "chevrotain", "ts-morph", "typescript", "@sparticuz/chromium"],
    outfile: file,
    logLevel: "error",
  });
  const processes = Array.from({ length: count }, () => fork(file, { serialization: "advanced", execArgv: [] }));
  afterAll(() => processes.forEach((child) => child.kill()));
  return {
    compute: async (tasks) => {
      const found: { out: TensorData; lse: TensorData }[] = [];
      const work = processes.map(async (child, place) => {
        for (let i = place; i < tasks.length; i += count) found[i] = await ask(child, tasks[i]!);
      });
      await Promise.all(work);
      return found;
    },
  };
}

async function ask(child: ChildProcess, task: ShardTask): Promise<{ out: TensorData; lse: TensorData }> {
  const ended = once(child, "exit").then(([code, signal]) => ({ error: `the worker ended (${String(code ?? signal)})` }));
  const answered = once(child, "message").then(([answer]) => answer as ShardAnswer);
  child.send(task);
  const answer = await Promise.race([answered, ended]);
  if ("error" in answer) throw new Error(answer.error);
  return answer;
}
