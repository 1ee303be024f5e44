/** @file The help texts, from the table of commands and their options. */
import { commonOptions, type Command, type CommandRow } from "./command.ts";
import type { OptionTable } from "./options.ts";

/** `heed --help`. */
export function overview(rows: readonly CommandRow[]): string {
  return lines([
    "heed compiles attention variants, written in a few lines, into WebGPU kernels.",
    "",
    "Usage: heed COMMAND [FILE…] [OPTIONS]",
    "",
    "Commands:",
    ...columns(rows.map(({ name, summary }) => [name, summary])),
    "",
    "Options:",
    ...columns([
      ["-h, --help", "show this text, or that of a command"],
      ["--version", "print the version"],
    ]),
    "",
    "Variants are read from .attn and TypeScript files; `-` is standard input or output.",
    "Results go to standard output or -o, diagnostics and progress to standard error.",
    "Exit codes: 0 ok, 1 the program or its data is wrong, 2 wrong usage, 3 internal error.",
    "`heed COMMAND --help` tells more.",
  ]);
}

/** `heed COMMAND --help`. */
export function commandHelp(name: string, { usage, about, options, examples }: Command): string {
  const rows = Object.entries({ ...options, ...commonOptions }).map(([option, row]) => {
    const { short, value, help } = row as OptionTable[string];
    return [`${short ? `-${short}, ` : ""}--${option}${value ? ` ${value}` : ""}`, help] as const;
  });
  return lines([
    `Usage: heed ${name} ${usage}`,
    "",
    ...about,
    "",
    "Options:",
    ...columns(rows),
    "",
    "Examples:",
    ...examples.map((example) => `  heed ${name} ${example}`),
  ]);
}

function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = rows.reduce((most, [first]) => Math.max(most, first.length), 0);
  return rows.map(([first, second]) => `  ${first.padEnd(width)}  ${second}`);
}

const lines = (texts: readonly string[]): string => texts.map((text) => `${text}\n`).join("");
