/** @file Starts this process again with the environment that its adapter needs; arguments, standard streams, signals and exit code pass through. */
import { type ChildProcess, spawn } from "node:child_process";
import { adapterEnvironment, adapterMarker } from "./software-adapter.ts";

const forwarded = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * `true` in a parent whose child has done all the work: it has nothing left to do, and its exit code is set. `false` in a process that
 * already has what it needs, the child among them.
 */
export async function reexecWithAdapter(): Promise<boolean> {
  const { env } = await adapterEnvironment();
  if (Object.keys(env).every((name) => name === adapterMarker)) return false;
  const child = spawn(process.execPath, [...process.execArgv, ...process.argv.slice(1)], {
    stdio: "inherit",
    env: { ...process.env, ...env },
  });
  await passOn(child);
  return true;
}

function passOn(child: ChildProcess): Promise<void> {
  const forward = (signal: NodeJS.Signals): void => void (isFromTerminal(signal) || child.kill(signal));
  for (const signal of forwarded) process.on(signal, forward);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      for (const name of forwarded) process.off(name, forward);
      if (signal) process.kill(process.pid, signal);
      process.exitCode = code ?? 1;
      resolve();
    });
  });
}

/** A terminal sends ^C to parent and child alike; the child must not get it twice. */
function isFromTerminal(signal: NodeJS.Signals): boolean {
  return signal === "SIGINT" && process.stdin.isTTY === true;
}
