/**
 * @file The token table. Words and brackets are listed here; operators come from the op table, so that a new infix row needs no edit.
 * Everything is built on first use: importing this file costs nothing.
 */
import { createToken, type IToken, type TokenType } from "chevrotain";
import { formOf, opNames, row, type OpName } from "#src/ir/ops.ts";
import { blank, createLexer, type Lexer } from "./lexer.ts";

/** Words that cannot be names. */
export const reservedWords = ["attention", "input", "param", "const", "fn", "let", "import", "true", "false", "inf"] as const;

/** Operators people bring from other languages, and what to write instead. */
export const foreignOperators: Readonly<Record<string, string>> = {
  "===": "`==`",
  "!==": "`!=`",
  ">>>": "`>>`",
  "**": "`pow(a, b)`",
  "??": "`where(c, a, b)`",
};

interface Operators {
  /** Infix spelling → operation. */
  readonly infix: ReadonlyMap<string, OpName>;
  readonly prefix: ReadonlyMap<string, OpName>;
  /** Function name → operation. */
  readonly call: ReadonlyMap<string, OpName>;
}

let operators: Operators | undefined;

/** The DSL's spellings of the op table. */
export function dslOperators(): Operators {
  const spelled = (form: "infix" | "prefix" | "call"): Map<string, OpName> => {
    const names = opNames.filter((name) => formOf(name) === form && row(name).dsl !== undefined);
    return new Map(names.map((name) => [row(name).dsl!, name]));
  };
  return (operators ??= { infix: spelled("infix"), prefix: spelled("prefix"), call: spelled("call") });
}

/** Whether the operation is a comparison, which cannot be chained: those are the rows that can be mirrored. */
export const isComparison = (op: OpName): boolean => row(op).mirror !== undefined;

/** Whether the infix operation binds more loosely than every comparison. */
export function isLoose(op: OpName): boolean {
  const comparisons = [...dslOperators().infix.values()].filter(isComparison);
  return comparisons.every((comparison) => row(op).precedence! < row(comparison).precedence!);
}

type Word = (typeof reservedWords)[number];
type Fixed = "Name" | "SectionName" | "From" | "Number" | "String" | "Infix" | "Prefix" | "Assign" | "Question" | "Colon" | "Comma" | "Dot";
type Bracket = "LParen" | "RParen" | "LSquare" | "RSquare" | "LCurly" | "RCurly";

interface Vocabulary {
  readonly tokens: Readonly<Record<Word | Fixed | Bracket, TokenType>>;
  readonly all: readonly TokenType[];
  readonly lexer: Lexer;
}

let vocabulary: Vocabulary | undefined;

/** The tokens and the lexer. */
export const getVocabulary = (): Vocabulary => (vocabulary ??= createVocabulary());

const label = (name: string): string => `\`${name}\``;
const sign = (name: string, text: string): TokenType => createToken({ name, pattern: text, label: label(text) });

function createVocabulary(): Vocabulary {
  const fixed = fixedTokens();
  const words = Object.fromEntries(
    reservedWords.map((word) => [word, createToken({ name: `word ${word}`, pattern: word, label: label(word), longer_alt: fixed.Name })] as const),
  ) as Record<Word, TokenType>;
  const tokens = { ...fixed, ...words };
  const { Name, SectionName, From, Number, String, Infix, Prefix, ...signs } = fixed;
  const unterminatedString = createToken({ name: "UnterminatedString", pattern: /"[^"\n\r]*/, label: "a string", categories: String });
  const operatorTokens = [...operatorSpellings()].map((spelling) => operatorToken(spelling, Infix, Prefix));
  const bySpelling = [...operatorTokens, ...Object.values(signs)].sort((a, b) => spellingOf(b).length - spellingOf(a).length);
  const all = [...skipped(), Number, ...bySpelling, ...Object.values(words), From, Name, String, unterminatedString, SectionName, Infix, Prefix];
  return { tokens, all, lexer: createLexer(all) };
}

const spellingOf = (token: TokenType): string => String(token.PATTERN);

function fixedTokens(): Record<Fixed | Bracket, TokenType> {
  const Name = createToken({ name: "Name", pattern: /[A-Za-z_][A-Za-z_0-9]*/, label: "a name" });
  return {
    Name,
    SectionName: createToken({ name: "SectionName", label: "a section" }),
    From: createToken({ name: "From", pattern: "from", label: "`from`", longer_alt: Name, categories: Name }),
    Number: createToken({ name: "Number", pattern: /(?:0[xX]\w*|(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?:[eE][+-]?\d\w*|\w*))/, label: "a number" }),
    String: createToken({ name: "String", pattern: /"[^"\n\r]*"/, label: "a string" }),
    Infix: createToken({ name: "Infix", label: "an operator" }),
    Prefix: createToken({ name: "Prefix", label: "an operator" }),
    Assign: sign("Assign", "="),
    Question: sign("Question", "?"),
    Colon: sign("Colon", ":"),
    Comma: sign("Comma", ","),
    Dot: sign("Dot", "."),
    LParen: sign("LParen", "("),
    RParen: sign("RParen", ")"),
    LSquare: sign("LSquare", "["),
    RSquare: sign("RSquare", "]"),
    LCurly: sign("LCurly", "{"),
    RCurly: sign("RCurly", "}"),
  };
}

const operatorSpellings = (): Set<string> =>
  new Set([...dslOperators().infix.keys(), ...dslOperators().prefix.keys(), ...Object.keys(foreignOperators)]);

function operatorToken(spelling: string, Infix: TokenType, Prefix: TokenType): TokenType {
  const { infix, prefix } = dslOperators();
  const isInfix = infix.has(spelling) || spelling in foreignOperators;
  const categories = [...(isInfix ? [Infix] : []), ...(prefix.has(spelling) ? [Prefix] : [])];
  return createToken({ name: `operator ${spelling}`, pattern: spelling, label: label(spelling), categories });
}

/** What the parser never sees; the groups are looked at by the diagnostics and the formatter. */
function skipped(): TokenType[] {
  return [
    createToken({ name: "Space", pattern: /\s+/, group: blank, line_breaks: true }),
    createToken({ name: "LineComment", pattern: /\/\/[^\n\r]*/, group: "comments" }),
    createToken({ name: "BlockComment", pattern: /\/\*[\s\S]*?\*\//, group: "comments", line_breaks: true }),
    createToken({ name: "UnterminatedComment", pattern: /\/\*[\s\S]*/, group: "unterminated", line_breaks: true }),
    createToken({ name: "Semicolon", pattern: ";", group: "semicolons" }),
  ];
}

/**
 * A name before `=` begins a section, unless it is what `let`, `const` or a type's `:` leads to, or something is open before it on its
 * line (`mask = a = b`, `param x = 3`). Marking it here keeps the grammar LL(1) and gives the recovery a sure place to go on from.
 */
export function markSections(tokens: readonly IToken[], text: string): void {
  const t = getVocabulary().tokens;
  const { Name, From, SectionName, Assign, Infix } = t;
  const leads = new Set([t.let, t.const, t.Colon]);
  const open = new Set([Assign, t.Comma, t.LParen, t.LSquare, t.Question, t.param, t.input, t.fn, t.attention]);
  tokens.forEach((token, at) => {
    if ((token.tokenType !== Name && token.tokenType !== From) || tokens[at + 1]?.tokenType !== Assign) return;
    const before = tokens[at - 1];
    if (before && leads.has(before.tokenType)) return;
    const isOpen = before && (open.has(before.tokenType) || before.tokenType.CATEGORIES?.includes(Infix));
    if (isOpen && !text.slice(before.startOffset, token.startOffset).includes("\n")) return;
    token.tokenType = SectionName;
    token.tokenTypeIdx = SectionName.tokenTypeIdx!;
  });
}

/** Words of the language that stand where a name is due (`let input = 3`) become names, so that the rest of the item is still read. */
export function freeReservedNames(tokens: readonly IToken[], text: string): IToken[] {
  const { Name, ...t } = getVocabulary().tokens;
  const leads = new Set([t.let, t.const, t.fn, t.input, t.param, t.attention]);
  return tokens.filter((token, at) => {
    const before = tokens[at - 1];
    const isWord = (reservedWords as readonly string[]).includes(token.image) && token.tokenType !== Name;
    if (!isWord || !before || !leads.has(before.tokenType)) return false;
    if (text.slice(before.startOffset, token.startOffset).includes("\n")) return false;
    token.tokenType = Name;
    token.tokenTypeIdx = Name.tokenTypeIdx!;
    return true;
  });
}
