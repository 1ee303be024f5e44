/** @file What a command is: its help as data, its options as a table, and what it does. */
import type { Report } from "#src/diagnostics/report.ts";
import type { Io } from "./io.ts";
import type { OptionRow, OptionTable, OptionValues } from "./options.ts";
import type { Progress } from "./progress.ts";

/** Options that every command has. */
export const commonOptions: { readonly json: OptionRow; readonly help: OptionRow } = {
  json: { help: "diagnostics, and results where that makes sense, as JSON" },
  help: { short: "h", help: "show this text" },
};

/** One call of a command, its arguments read. */
export interface Call<O extends OptionTable = OptionTable> {
  readonly files: readonly string[];
  readonly options: OptionValues<O> & { readonly [K in keyof typeof commonOptions]: boolean };
  readonly io: Io;
  /** Warnings and errors; they are printed when the command is done. */
  readonly report: Report;
  readonly progress: Progress;
}

export interface Command<O extends OptionTable = OptionTable> {
  /** Behind `heed NAME`. */
  readonly usage: string;
  /** A paragraph, in lines. */
  readonly about: readonly string[];
  /** How many files it takes, or how many of what {@link operand} says. */
  readonly files: readonly [least: number, most: number];
  /** What it takes where that is no file, as in "needs a name". */
  readonly operand?: string;
  readonly options: O;
  readonly examples: readonly string[];
  /** `true`: its diagnostics are its result, and with `--json` go to standard output. */
  readonly diagnosticsAreResult?: true;
  /** The exit code, if there were no errors. */
  run(call: Call<O>): Promise<number>;
}

/** A command whose `run` knows its own options; outside only the table matters. */
export function defineCommand<const O extends OptionTable>(command: Command<O>): Command {
  return command as unknown as Command;
}

/** A row of the table of commands; what it does is loaded when it is asked for. */
export interface CommandRow {
  readonly name: string;
  readonly summary: string;
  load(): Promise<Command>;
}
