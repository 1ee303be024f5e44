/** @file Arguments → options and files, by a command's own table; everything wrong with them is gathered and said at once. */
import { parseArgs } from "node:util";
import * as codes from "#src/diagnostics/codes/usage.ts";
import type { Report } from "#src/diagnostics/report.ts";

/** One option of a command. */
export interface OptionRow {
  /** What its value is called in the help; without it the option is a switch. */
  readonly value?: string;
  readonly many?: true;
  readonly short?: string;
  readonly help: string;
}

export type OptionTable = Readonly<Record<string, OptionRow>>;

/** What a command gets: lists for repeated options, strings where one was given, `true` and `false` for switches. */
export type OptionValues<O extends OptionTable> = {
  readonly [K in keyof O]: O[K] extends { many: true } ? readonly string[] : O[K] extends { value: string } ? string | undefined : boolean;
};

export interface ParsedArguments {
  readonly values: Readonly<Record<string, boolean | string | readonly string[] | undefined>>;
  readonly files: readonly string[];
}

interface Found {
  readonly name: string;
  readonly written: string;
  readonly value: string | undefined;
  readonly inline: boolean;
}

/** Reads the arguments behind the command's name. */
export function parseOptions(args: readonly string[], command: string, table: OptionTable, report: Report): ParsedArguments {
  const options = Object.fromEntries(
    Object.entries(table).map(([name, { value, short }]) => [
      name,
      { type: value ? ("string" as const) : ("boolean" as const), multiple: true, ...(short ? { short } : {}) },
    ]),
  );
  const { tokens } = parseArgs({ args: [...args], options, strict: false, allowPositionals: true, tokens: true });
  const files: string[] = [];
  const given = new Map<string, string[]>();
  for (const token of tokens) {
    if (token.kind === "positional") files.push(token.value);
    if (token.kind !== "option") continue;
    const found = { name: token.name, written: token.rawName, value: token.value, inline: token.inlineValue === true };
    if (isGood(found, command, table, given, report)) given.set(found.name, [...(given.get(found.name) ?? []), found.value ?? ""]);
  }
  const values = Object.entries(table).map(([name, { value, many }]) => {
    const all = given.get(name) ?? [];
    return [name, many ? all : value ? all[0] : all.length > 0];
  });
  return { values: Object.fromEntries(values), files };
}

function isGood(
  { name, written, value, inline }: Found,
  command: string,
  table: OptionTable,
  given: ReadonlyMap<string, unknown>,
  report: Report,
): boolean {
  const row = Object.hasOwn(table, name) ? table[name] : undefined;
  const known = Object.keys(table).map((option) => `--${option}`);
  // A value that looks like an option is one whose own value was forgotten; `-1` and `-` are values.
  const looksLikeOption = value !== undefined && !inline && /^-[^\d.]/.test(value);
  if (!row) report.add(codes.unknownOption(written, command, known));
  else if (row.value && (value === undefined || value === "" || looksLikeOption)) report.add(codes.missingValue(`--${name}`, row.value));
  else if (!row.value && value !== undefined) report.add(codes.unexpectedValue(`--${name}`, value));
  else if (!row.many && row.value && given.has(name)) report.add(codes.repeatedOption(`--${name}`));
  else return true;
  return false;
}
