/** @file Asks Dawn, in a process of its own, whether an environment gives an adapter: a driver can be installed and yet broken or refused. */
import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const script = `
  const { create } = await import(process.argv[1]);
  globalThis.gpu = create([]);
  const info = (await gpu.requestAdapter())?.info;
  if (info) process.stdout.write(info.description || info.device || info.vendor || "unnamed");
  process.exit(info ? 0 : 1);
`;

/** The adapter's own description of itself, or `undefined` when there is none. Crashing and hanging count as none. */
export function probeAdapter(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const dawn = findDawn();
  if (!dawn) return Promise.resolve(undefined);
  const args = ["--input-type=module", "-e", script, pathToFileURL(dawn).href];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { env, timeout: 30_000, killSignal: "SIGKILL" }, (error, stdout) => {
      resolve(error ? undefined : stdout);
    });
  });
}

/** The entry file of the package `webgpu`, or `undefined` when it is not installed. */
export function findDawn(): string | undefined {
  try {
    return createRequire(import.meta.url).resolve("webgpu");
  } catch {
    return undefined;
  }
}
