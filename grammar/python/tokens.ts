/**
 * @file The token table of Python: words and signs are listed here, operators come from the op table. Line breaks are tokens; which of them
 * end a line, and what the blanks before a line mean, is worked out in `lines.ts`. Built on first use.
 */
import { createToken, type TokenType } from "chevrotain";
import { formOf, opNames, row, type OpName } from "#src/ir/ops.ts";
import { blank, createLexer, type Lexer } from "../lexer.ts";

/** Words that cannot be names; those that are operators are in the op table. */
const keywords = [
  "if",
  "elif",
  "else",
  "for",
  "while",
  "in",
  "is",
  "lambda",
  "def",
  "class",
  "return",
  "import",
  "from",
  "as",
  "with",
  "try",
  "except",
  "finally",
  "raise",
  "pass",
  "break",
  "continue",
  "global",
  "nonlocal",
  "assert",
  "del",
  "yield",
  "async",
  "await",
  "True",
  "False",
  "None",
] as const;

/** Infix operators beside those of the op table, by how tightly they bind. */
const furtherInfix: Readonly<Record<string, number>> = { "**": 13, "@": 11, is: 3.5, in: 3.5, "is not": 3.5, "not in": 3.5 };

/** Between the operators of truth and those of bits: there Python, unlike JavaScript, has its comparisons. */
const comparison = furtherInfix["is"]!;
const negation = 3.2;

/** How tightly the prefix signs bind. */
export const signPrecedence = 12;

export interface PyOperators {
  /** Infix spelling → operation, those that have one. */
  readonly infix: ReadonlyMap<string, OpName>;
  readonly prefix: ReadonlyMap<string, OpName>;
  precedence(spelling: string): number;
  isComparison(spelling: string): boolean;
}

let operators: PyOperators | undefined;

/** Python's spellings of the op table. */
export function pyOperators(): PyOperators {
  return (operators ??= createOperators());
}

function createOperators(): PyOperators {
  const spelled = (form: "infix" | "prefix"): Map<string, OpName> => {
    const names = opNames.filter((name) => row(name).py !== undefined && formOf(name, "py") === form);
    return new Map(names.map((name) => [row(name).py!, name]));
  };
  const infix = spelled("infix");
  const precedence = (spelling: string): number => {
    const op = infix.get(spelling);
    if (op === undefined) return furtherInfix[spelling]!;
    return row(op).mirror === undefined ? row(op).precedence! : comparison;
  };
  return { infix, prefix: spelled("prefix"), precedence, isComparison: (spelling) => precedence(spelling) === comparison };
}

/** How tightly a prefix operator binds: `not` more loosely than comparisons. */
export const prefixPrecedence = (spelling: string): number => (/^\w/.test(spelling) ? negation : signPrecedence);

type Keyword = (typeof keywords)[number];
type Fixed = "Name" | "Number" | "String" | "BrokenString" | "LineBreak" | "Infix" | "Prefix" | "Augmented";
type Sign = "Assign" | "Walrus" | "Arrow" | "Colon" | "Comma" | "Semicolon" | "Ellipsis" | "Dot" | "Star" | "Power" | "At" | "Slash";
type Bracket = "LParen" | "RParen" | "LSquare" | "RSquare" | "LCurly" | "RCurly";

interface Vocabulary {
  readonly tokens: Readonly<Record<Keyword | Fixed | Sign | Bracket, TokenType>>;
  readonly all: readonly TokenType[];
  readonly lexer: Lexer;
}

let vocabulary: Vocabulary | undefined;

/** The tokens and the lexer. */
export const getPyVocabulary = (): Vocabulary => (vocabulary ??= createVocabulary());

const label = (name: string): string => `\`${name}\``;
const sign = (name: string, text: string, categories: TokenType[] = []): TokenType =>
  createToken({ name, pattern: text, label: label(text), categories });

const prefix = "[rRbBuUfF]{0,2}";
/** A quote that two more follow begins a text of several lines. */
const strings = {
  whole: new RegExp(
    `${prefix}(?:"""[\\s\\S]*?"""|'''[\\s\\S]*?'''|"(?!"")(?:\\\\[\\s\\S]|[^"\\\\\\n\\r])*"|'(?!'')(?:\\\\[\\s\\S]|[^'\\\\\\n\\r])*')`,
  ),
  broken: new RegExp(`${prefix}(?:"""[\\s\\S]*|'''[\\s\\S]*|"[^\\n\\r]*|'[^\\n\\r]*)`),
};

function createVocabulary(): Vocabulary {
  const Name = createToken({ name: "Name", pattern: /[A-Za-z_][A-Za-z_0-9]*/, label: "a name" });
  const Infix = createToken({ name: "Infix", label: "an operator" });
  const Prefix = createToken({ name: "Prefix", label: "an operator" });
  const Augmented = createToken({ name: "Augmented", label: "an assignment" });
  const signs = signTokens(Infix);
  const { infix, prefix: prefixes } = pyOperators();
  const categories = (spelling: string): TokenType[] => [
    ...(infix.has(spelling) || spelling in furtherInfix ? [Infix] : []),
    ...(prefixes.has(spelling) || spelling === "+" ? [Prefix] : []),
  ];
  const known = new Set(Object.values(signs).map(spellingOf));
  const spellings = [...new Set([...infix.keys(), ...prefixes.keys()])].filter((spelling) => !known.has(spelling));
  const isWord = (spelling: string): boolean => /^\w/.test(spelling);
  const operatorSigns = spellings.filter((text) => !isWord(text)).map((text) => sign(`operator ${text}`, text, categories(text)));
  const augmented = [...infix.keys(), "**", "@"].filter((text) => !isWord(text) && !pyOperators().isComparison(text));
  const augmentedSigns = augmented.map((text) => sign(`augmented ${text}`, `${text}=`, [Augmented]));
  const words = Object.fromEntries(
    [...keywords, ...spellings.filter(isWord)].map((word) => {
      return [
        word,
        createToken({ name: `word ${word}`, pattern: word, label: label(word), longer_alt: Name, categories: categories(word) }),
      ] as const;
    }),
  ) as Record<Keyword, TokenType>;
  const pairs = ["is not", "not in"].map((text) => pair(text, Infix));
  const fixed = { ...textTokens(), Name, Infix, Prefix, Augmented };
  const bySpelling = [...operatorSigns, ...augmentedSigns, ...Object.values(signs)].sort((a, b) => spellingOf(b).length - spellingOf(a).length);
  const { LineBreak, String, BrokenString, Number } = fixed;
  const all = [
    ...skipped(),
    LineBreak,
    String,
    BrokenString,
    ...pairs,
    Number,
    ...bySpelling,
    ...Object.values(words),
    Name,
    Infix,
    Prefix,
    Augmented,
  ];
  return { tokens: { ...fixed, ...signs, ...words }, all, lexer: createLexer(all) };
}

const spellingOf = (token: TokenType): string => String(token.PATTERN);

/** Two words that are one operator. */
function pair(text: string, Infix: TokenType): TokenType {
  return createToken({ name: text, pattern: new RegExp(`\\b${text.replace(" ", "[ \\t]+")}\\b`), label: label(text), categories: [Infix] });
}

function textTokens(): Record<"Number" | "String" | "BrokenString" | "LineBreak", TokenType> {
  return {
    LineBreak: createToken({ name: "LineBreak", pattern: /\r\n|\n|\r/, label: "the end of the line", line_breaks: true }),
    String: createToken({ name: "String", pattern: strings.whole, label: "a string", line_breaks: true }),
    BrokenString: createToken({ name: "BrokenString", pattern: strings.broken, label: "a string", line_breaks: true }),
    Number: createToken({ name: "Number", pattern: /(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?:[eE][+-]?\d\w*|\w*)/, label: "a number" }),
  };
}

function signTokens(Infix: TokenType): Record<Sign | Bracket, TokenType> {
  return {
    Assign: sign("Assign", "="),
    Walrus: sign("Walrus", ":="),
    Arrow: sign("Arrow", "->"),
    Colon: sign("Colon", ":"),
    Comma: sign("Comma", ","),
    Semicolon: sign("Semicolon", ";"),
    Ellipsis: sign("Ellipsis", "..."),
    Dot: sign("Dot", "."),
    Star: sign("Star", "*", [Infix]),
    Power: sign("Power", "**", [Infix]),
    At: sign("At", "@", [Infix]),
    Slash: sign("Slash", "/", [Infix]),
    LParen: sign("LParen", "("),
    RParen: sign("RParen", ")"),
    LSquare: sign("LSquare", "["),
    RSquare: sign("RSquare", "]"),
    LCurly: sign("LCurly", "{"),
    RCurly: sign("RCurly", "}"),
  };
}

/** What the parser never sees. */
function skipped(): TokenType[] {
  return [
    createToken({ name: "Space", pattern: /[ \t\f\uFEFF]+/, group: blank }),
    createToken({ name: "Continuation", pattern: /\\(?:\r\n|\n|\r)/, group: blank, line_breaks: true }),
    createToken({ name: "Comment", pattern: /#[^\n\r]*/, group: "comments" }),
  ];
}
