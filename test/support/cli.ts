/** @file The command line in this process: arguments in; exit code and what was written out. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { Writable } from "node:stream";
import { afterAll, beforeAll } from "vitest";
import { runCli } from "#src/cli/run-cli.ts";
import type { Output } from "#src/cli/io.ts";
import { scratchFolder } from "#test/support/scratch.ts";

export interface CliResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly isTTY?: boolean;
}

/** Runs `heed` with these arguments. */
export async function heed(args: readonly string[], { env = {}, isTTY = false }: CliOptions = {}): Promise<CliResult> {
  const [stdout, stderr] = [capture(isTTY), capture(isTTY)];
  const code = await runCli(args, { stdout: stdout.stream, stderr: stderr.stream, env });
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}

/** A stream that keeps what is written to it. */
export function capture(isTTY: boolean = false): { readonly stream: Output; text(): string } {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _, done) {
      chunks.push(Buffer.from(chunk));
      done();
    },
  });
  return { stream: Object.assign(stream, { isTTY }), text: () => Buffer.concat(chunks).toString() };
}

/** Works in a fresh folder that holds these files, so that messages name them as a user would. */
export function inFolder(files: Readonly<Record<string, string | Uint8Array>>): void {
  const folder = scratchFolder();
  const home = process.cwd();
  beforeAll(() => {
    process.chdir(folder);
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content);
    }
  });
  afterAll(() => process.chdir(home));
}
