/** @file A process of the bench, seen from outside: it is asked one thing at a time, and may crash or hang without taking the bench along. */
import { type ChildProcess, fork } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { notBuilt } from "#src/diagnostics/codes/usage.ts";
import { fail } from "#src/diagnostics/report.ts";
import type { Answer, QuestionName, Questions } from "./messages.ts";

export interface Child {
  /** Rejects with the reason where the process has none to give. */
  ask<K extends QuestionName>(name: K, ask: Questions[K]["ask"]): Promise<Questions[K]["answer"]>;
  end(): void;
}

export interface ChildOptions {
  readonly execPath?: string;
  readonly nodeFlags?: readonly string[];
  /** What it runs; the worker of the bench where not given. */
  readonly path?: string;
}

/** An answer that takes longer does not come. */
const patience = 300_000;

/** Kernels that a driver has kept would seem to be made in no time. */
const withoutDriverCaches = { MESA_SHADER_CACHE_DISABLE: "true", __GL_SHADER_DISK_CACHE: "0" };

export function startChild({ execPath = process.execPath, nodeFlags = [], path = workerPath() }: ChildOptions = {}): Child {
  const child = fork(path, [], {
    execPath,
    execArgv: [...nodeFlags],
    serialization: "advanced",
    stdio: ["ignore", "ignore", "pipe", "ipc"],
    env: { ...process.env, ...withoutDriverCaches },
  });
  const errors = lastLines(child);
  return {
    ask: async (name, ask) => (await askOnce(child, { name, ask }, errors)) as never,
    end: () => void child.kill("SIGKILL"),
  };
}

/** Beside this module in a build; seen from the source, in the built package. */
function workerPath(): string {
  const beside = join(dirname(fileURLToPath(import.meta.url)), "bench-worker.mjs");
  if (existsSync(beside)) return beside;
  const built = join(dirname(createRequire(import.meta.url).resolve("heed/package.json")), "dist", "bench-worker.mjs");
  return existsSync(built) ? built : fail(notBuilt("heed bench"));
}

/** The end of what a process says on its standard error. */
function lastLines(child: ChildProcess): () => string {
  let text = "";
  child.stderr?.on("data", (chunk: Buffer) => (text = (text + chunk.toString()).slice(-2000)));
  return () => text.trim().split("\n").at(-1) ?? "";
}

function askOnce(child: ChildProcess, question: { readonly name: QuestionName; readonly ask: unknown }, lastLine: () => string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => settle(() => reject(new Error(`no answer within ${patience / 1000} s`))), patience);
    const settle = (how: () => void): void => {
      clearTimeout(late);
      child.off("message", onMessage).off("exit", onExit).off("error", onError);
      how();
    };
    const onMessage = (answer: Answer): void => settle(() => ("error" in answer ? reject(new Error(answer.error)) : resolve(answer.value)));
    const onExit = (code: number | null, signal: string | null): void =>
      settle(() => reject(new Error(`its process ended with ${signal ?? code}${lastLine() ? `: ${lastLine()}` : ""}`)));
    const onError = (error: Error): void => settle(() => reject(error));
    child
      .on("message", onMessage as (message: unknown) => void)
      .on("exit", onExit)
      .on("error", onError);
    child.send(question, (error) => error && onError(error));
  });
}
