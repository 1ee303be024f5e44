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

type Rows = NonNullable<Parameters<typeof parseArgs>[0]>["options"];

/** What `parseArgs` tells of one argument. */
type Token =
  | {
      readonly kind: "option";
      readonly index: number;
      readonly name: string;
      readonly rawName: string;
      readonly value?: string | undefined;
      readonly inlineValue?: boolean | undefined;
    }
  | { readonly kind: "positional"; readonly index: number; readonly value: string }
  | { readonly kind: "option-terminator"; readonly index: number };

/** Reads the arguments behind the command's name. */
export function parseOptions(args: readonly string[], command: string, table: OptionTable, report: Report): ParsedArguments {
  const rows = Object.entries(table).map(([name, { value, short }]) => {
    return [name, { type: value ? ("string" as const) : ("boolean" as const), multiple: true, ...(short ? { short } : {}) }];
  });
  const files: string[] = [];
  const given = new Map<string, string[]>();
  for (const token of readTokens(args, Object.fromEntries(rows))) {
    if (token.kind === "positional") files.push(token.value);
    if (token.kind !== "option" || !isGood(token, command, table, given, report)) continue;
    given.set(token.name, [...(given.get(token.name) ?? []), token.value ?? ""]);
  }
  const values = Object.entries(table).map(([name, { value, many }]) => {
    const all = given.get(name) ?? [];
    return [name, many ? all : value ? all[0] : all.length > 0];
  });
  return { values: Object.fromEntries(values), files };
}

/** An option that took the next option for its value is left without one, and reading goes on behind it. */
function readTokens(args: readonly string[], options: Rows): Token[] {
  const tokens: Token[] = parseArgs({ args: [...args], options: options!, strict: false, allowPositionals: true, tokens: true }).tokens;
  const at = tokens.findIndex((token) => token.kind === "option" && token.inlineValue === false && looksLikeOption(token.value ?? ""));
  const greedy = tokens[at];
  if (greedy?.kind !== "option") return tokens;
  return [...tokens.slice(0, at), { ...greedy, value: undefined }, ...readTokens(args.slice(greedy.index + 1), options)];
}

/** `-1` and `-` are values. */
const looksLikeOption = (value: string): boolean => /^-[^\d.]/.test(value);

function isGood(
  token: Token & { kind: "option" },
  command: string,
  table: OptionTable,
  given: ReadonlyMap<string, unknown>,
  report: Report,
): boolean {
  const { name, rawName, value } = token;
  const row = Object.hasOwn(table, name) ? table[name] : undefined;
  const known = Object.keys(table).map((option) => `--${option}`);
  if (!row) report.add(codes.unknownOption(rawName, command, known));
  else if (row.value && !value) report.add(codes.missingValue(`--${name}`, row.value));
  else if (!row.value && value !== undefined) report.add(codes.unexpectedValue(`--${name}`, value));
  else if (!row.many && row.value && given.has(name)) report.add(codes.repeatedOption(`--${name}`));
  else return true;
  return false;
}
