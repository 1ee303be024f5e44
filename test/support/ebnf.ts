/** @file The grammar as text, from the parser's own record of its rules, so that grammar.ebnf can be held to it. */
import type { ISerializedGast } from "chevrotain";
import { createParser } from "#grammar/parser.ts";
import { dslOperators, reservedWords } from "#grammar/tokens.ts";

/** What `ISerializedGast` leaves out. */
interface Production extends ISerializedGast {
  readonly name?: string;
  readonly label?: string;
  readonly definition?: Production[];
}

/** The whole of grammar.ebnf. */
export function renderEbnf(): string {
  const rules = createParser().grammar.getSerializedGastProductions() as Production[];
  const width = Math.max(...rules.map((rule) => rule.name!.length));
  return [
    "(* The grammar of .attn files, as the parser has it. Written by its test: UPDATE_SNAPSHOTS=1. *)",
    "",
    ...rules.map((rule) => `${rule.name!.padEnd(width)} = ${sequence(rule)} ;`),
    "",
    ...lexical(),
    "",
  ].join("\n");
}

function lexical(): string[] {
  const quoted = (spellings: Iterable<string>): string => [...spellings].map((spelling) => `"${spelling}"`).join(" | ");
  const { infix, prefix } = dslOperators();
  return [
    "(* Tokens. White space and comments may stand between any two; operators bind as in the table of README.md. *)",
    `infix  = ${quoted(infix.keys())} ;`,
    `prefix = ${quoted(prefix.keys())} ;`,
    "name   = letter, { letter | digit } ;  (* but not a reserved word *)",
    `reserved = ${quoted(reservedWords)} ;`,
    "section-name = name ;  (* before `=`, where no expression is open on its line *)",
    'letter = "A" … "Z" | "a" … "z" | "_" ;',
    'digit  = "0" … "9" ;',
    'digits = digit, { ["_"], digit } ;',
    'number = digits | "0x", hex, { ["_"], hex } | (digits, ".", [digits] | ".", digits), [exponent] | digits, exponent ;',
    'hex    = digit | "a" … "f" | "A" … "F" ;',
    'exponent = ("e" | "E"), ["+" | "-"], digit, { digit } ;',
    "string = '\"', { any character but '\"' and the end of the line }, '\"' ;",
    'comment = "//", to the end of the line | "/*", up to the first "*/" ;',
  ];
}

const named: Readonly<Record<string, string>> = {
  Name: "name",
  SectionName: "section-name",
  Number: "number",
  String: "string",
  Infix: "infix",
  Prefix: "prefix",
};

const sequence = (rule: Production): string => (rule.definition ?? []).map(term).join(", ");

function term(part: Production): string {
  switch (part.type) {
    case "NonTerminal":
      return part.name!;
    case "Terminal":
      return named[part.name!] ?? `"${(part.label ?? part.name!).replaceAll("`", "")}"`;
    case "Option":
      return `[ ${sequence(part)} ]`;
    case "Repetition":
      return `{ ${sequence(part)} }`;
    case "RepetitionMandatory":
      return `${sequence(part)}, { ${sequence(part)} }`;
    case "Alternation": {
      const text = (part.definition ?? []).map(sequence).join(" | ");
      return `( ${text} )`;
    }
    default:
      throw new Error(`no EBNF for ${part.type}`);
  }
}
