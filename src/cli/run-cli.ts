/**
 * @file One run of the command line: arguments in, exit code out. Diagnostics of every kind are printed here and nowhere else. Exit 0: ok,
 * 1: the user's program or data is wrong, 2: wrong usage, 3: a mistake of Heed's own.
 */
import { createRequire } from "node:module";
import * as codes from "#src/diagnostics/codes/usage.ts";
import { HeedError, type Diagnostic } from "#src/diagnostics/diagnostic.ts";
import { diagnosticToJson, renderDiagnostics } from "#src/diagnostics/render.ts";
import { createReport, fail, type Report } from "#src/diagnostics/report.ts";
import { writeOutput } from "#src/node/files/output.ts";
import { commonOptions, type Command, type CommandRow } from "./command.ts";
import { commandTable } from "./command-table.ts";
import { commandHelp, overview } from "./help.ts";
import { type Io, wantsColor } from "./io.ts";
import { parseOptions, type ParsedArguments } from "./options.ts";
import { createProgress } from "./progress.ts";

/** How the diagnostics of a run are shown. */
interface Voice {
  json: boolean;
  toStdout: boolean;
}

/** Runs a command line, without the program's name. Never throws. */
export async function runCli(argv: readonly string[], io: Io): Promise<number> {
  const report = createReport();
  const voice: Voice = { json: argv.includes("--json"), toStdout: false };
  try {
    const code = await dispatch(argv, io, report, voice).catch((thrown: unknown) => takeOver(thrown, report));
    await print(report.diagnostics, io, voice);
    return exitCode(report.diagnostics) || code;
  } catch (thrown) {
    return tellInternal(thrown, io);
  }
}

/** Diagnostics that ended a command go to the others; anything else is passed on. */
function takeOver(thrown: unknown, report: Report): number {
  if (!(thrown instanceof HeedError)) throw thrown;
  const known = new Set(report.diagnostics);
  thrown.diagnostics.filter((diagnostic) => !known.has(diagnostic)).forEach((diagnostic) => report.add(diagnostic));
  return 0;
}

async function dispatch(argv: readonly string[], io: Io, report: Report, voice: Voice): Promise<number> {
  const [name, ...rest] = argv;
  if (name === undefined || name === "--help" || name === "-h" || (name === "help" && rest.length === 0)) {
    // Asked for, it is the result; else it is a hint that something is missing.
    await writeOutput("-", overview(commandTable), name === undefined ? io.stderr : io.stdout);
    return name === undefined ? 2 : 0;
  }
  if (name === "--version" || name === "-V") {
    await writeOutput("-", `${version()}\n`, io.stdout);
    return 0;
  }
  const asked = name === "help" ? rest[0]! : name;
  const row = commandTable.find((candidate) => candidate.name === asked) ?? noCommand(asked);
  const command = await row.load();
  return name === "help" ? showHelp(row, command, io) : runCommand(row, command, rest, io, report, voice);
}

async function runCommand(row: CommandRow, command: Command, args: readonly string[], io: Io, report: Report, voice: Voice): Promise<number> {
  voice.toStdout = command.diagnosticsAreResult === true;
  const parsed = parseOptions(args, row.name, { ...command.options, ...commonOptions }, report);
  if (parsed.values["help"]) return showHelp(row, command, io);
  checkFiles(row.name, command, parsed, report);
  report.stop();
  const progress = createProgress(io.stderr);
  try {
    return await command.run({ files: parsed.files, options: parsed.values as never, io, report, progress });
  } finally {
    progress.clear();
  }
}

function checkFiles(name: string, { files: [least, most], operand }: Command, { files }: ParsedArguments, report: Report): void {
  if (files.length < least) report.add(operand ? codes.missingOperand(name, operand) : codes.missingFile(name));
  const extra = files[most];
  if (extra !== undefined) report.add(codes.tooManyFiles(name, extra));
  if (files.filter((file) => file === "-").length > 1) report.add(codes.stdinTwice());
}

async function showHelp(row: CommandRow, command: Command, io: Io): Promise<number> {
  await writeOutput("-", commandHelp(row.name, command), io.stdout);
  return 0;
}

function noCommand(name: string): never {
  if (name.startsWith("-")) return fail(codes.unknownCommand(name, [...commandTable.map((row) => row.name), "--help", "--version"]));
  return fail(
    codes.unknownCommand(
      name,
      commandTable.map((row) => row.name),
    ),
  );
}

/** The package names itself, so that source and build find the same file. */
function version(): string {
  const require = createRequire(import.meta.url);
  return (require("heed/package.json") as { version: string }).version;
}

async function print(diagnostics: readonly Diagnostic[], io: Io, { json, toStdout }: Voice): Promise<void> {
  if (json && (toStdout || diagnostics.length > 0)) {
    const text = JSON.stringify({ diagnostics: diagnostics.map(diagnosticToJson) });
    await writeOutput("-", `${text}\n`, toStdout ? io.stdout : io.stderr);
  } else if (diagnostics.length > 0) {
    io.stderr.write(`${renderDiagnostics(diagnostics, { color: wantsColor(io.stderr, io.env) })}\n`);
  }
}

function exitCode(diagnostics: readonly Diagnostic[]): number {
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length === 0) return 0;
  return errors.every(({ code }) => code.startsWith("H8")) ? 2 : 1;
}

function tellInternal(thrown: unknown, io: Io): number {
  const isDebug = Boolean(io.env["HEED_DEBUG"]);
  const message = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  const text = isDebug && thrown instanceof Error ? (thrown.stack ?? message) : message;
  const hint = isDebug ? "" : "; HEED_DEBUG=1 shows where";
  io.stderr.write(`internal error: ${text}\n  this is a mistake of heed, not of yours${hint}\n`);
  return 3;
}
