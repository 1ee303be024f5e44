#!/usr/bin/env node
/** @file The program `heed`: its arguments, streams and exit code, and nothing else. */
import { runCli } from "./run-cli.ts";

// A reader that leaves early, as `head` does, is no failure.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (problem: NodeJS.ErrnoException) => {
    if (problem.code !== "EPIPE") throw problem;
  });
}

process.exitCode = await runCli(process.argv.slice(2), { stdout: process.stdout, stderr: process.stderr, env: process.env });
