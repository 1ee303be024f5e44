#!/usr/bin/env node
/** @file The program `heed`: its arguments, streams and exit code, and nothing else. */
import { runCli } from "./run-cli.ts";

// Who writes hears of failures, and of a reader that left; emitted too, they would end the process.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);

process.exitCode = await runCli(process.argv.slice(2), { stdout: process.stdout, stderr: process.stderr, env: process.env });
