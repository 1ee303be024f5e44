/** @file What a command sees of the outside: streams, variables, and whether people or programs are reading. */
import type { Writable } from "node:stream";

/** A stream that may be a terminal. */
export type Output = Writable & { readonly isTTY?: boolean; readonly columns?: number };

export interface Io {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Whether to colour what goes to a stream: on terminals, unless NO_COLOR; FORCE_COLOR has the last word. */
export function wantsColor(stream: Output, env: Io["env"]): boolean {
  const { FORCE_COLOR: force, NO_COLOR: no } = env;
  if (force !== undefined) return force !== "0" && force !== "false";
  return !no && stream.isTTY === true;
}
