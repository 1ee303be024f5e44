/**
 * @file Surface file → a TypeScript file of definitions, `attention({ … })`, that means the same. What was imported is written into it, and what a
 * definition's functions close over is in its `scope`, so that they can be read at run time as well.
 */
import type * as ast from "#grammar/ast.ts";
import { lineWidth } from "#grammar/print-expr.ts";
import type { Above } from "#grammar/print.ts";
import { camelCase, freeName, heedNames } from "../ts/js-names.ts";
import { inputText, paramText } from "./ts-declarations.ts";
import { isStatic, reachedFrom, usedIn, type Declarations, type Declared, type Scoped } from "./names.ts";
import { constantText, helperText, sectionLines, type Outside } from "./ts-section.ts";
import type { Writing } from "./ts-expr.ts";
import type { Typing } from "./typing.ts";

export interface TsFileOptions {
  readonly declarations: Declarations;
  readonly typing: Typing;
  /** The lines above an item. */
  readonly above: Above;
  /** The attentions that the file is about; the others are there because those use them. */
  readonly exported: ReadonlySet<string>;
  /** The inputs and params of an attention that its composition brings in, by its name. */
  readonly brought: (attention: string) => readonly string[];
}

/** A piece of the file, and whether it stands apart from its neighbours. */
interface Piece {
  readonly text: string;
  readonly apart: boolean;
}

/** The state of one file. */
interface Writer extends TsFileOptions {
  readonly pieces: Piece[];
  readonly given: Map<Declared, string>;
  readonly written: Set<Declared>;
  readonly taken: Set<string>;
  readonly heed: Set<string>;
}

/** The text of the file, without what stands above all. */
export function tsFile(file: ast.File, options: TsFileOptions): string {
  const { declarations, exported, typing } = options;
  const writer: Writer = { ...options, pieces: [], given: new Map(), written: new Set(), taken: new Set(heedNames), heed: new Set() };
  const own = declarations.itemsOf(file);
  const attentions = own.filter((declared) => declared.kind === "attention");
  for (const declared of attentions) if (exported.has(declared.item.name.name)) nameOf(declared, writer);
  // Helpers have the types of their first call, and every attention may have it.
  for (const { item, names } of attentions) typeSections(declarations.ofAttention(item, names), typing);
  for (const declared of own) if (declared.kind === "attention" ? exported.has(declared.item.name.name) : isStatic(declared)) write(declared, writer);
  const head = `import { ${[...writer.heed].sort().join(", ")} } from "heed";\n`;
  return head + writer.pieces.map(({ text, apart }, i) => `${apart || i === 0 || writer.pieces[i - 1]!.apart ? "\n" : ""}${text}\n`).join("");
}

function typeSections({ items }: Scoped, typing: Typing): void {
  for (const { item, names } of items) if (item.kind === "section") typing.typeOf(item.value, { names });
}

function nameOf(declared: Declared, writer: Writer): string {
  const known = writer.given.get(declared);
  if (known !== undefined) return known;
  const name = declared.kind === "position" ? declared.name : declared.item.name.name;
  const free = freeName(declared.kind === "attention" ? camelCase(name) : name, (candidate) => writer.taken.has(candidate));
  writer.taken.add(free);
  writer.given.set(declared, free);
  return free;
}

/** Puts a declaration into the file, what it uses before it. */
function write(declared: Declared, writer: Writer): string {
  const name = nameOf(declared, writer);
  if (writer.written.has(declared)) return name;
  writer.written.add(declared);
  const writing: Writing = { typing: writer.typing, nameOf: (other) => write(other, writer), uses: (heed) => void writer.heed.add(heed) };
  if (declared.kind === "attention") writeAttention(declared, name, writer);
  else if (declared.kind === "const" || declared.kind === "fn") {
    const text =
      declared.kind === "fn" ? helperText(declared.item, name, declared.names, writing) : constantText(name, declared.item.value, declared, writing);
    writer.pieces.push({ text: [...writer.above(declared.item), text].join("\n"), apart: false });
  }
  return name;
}

function writeAttention(declared: Declared & { kind: "attention" }, name: string, writer: Writer): void {
  const { declarations, above, exported, heed } = writer;
  const scoped = declarations.ofAttention(declared.item, declared.names);
  typeSections(scoped, writer.typing);
  heed.add("attention");
  const outside: Outside = {
    typing: writer.typing,
    above,
    nameOf: (other) => write(other, writer),
    isTaken: (candidate) => heedNames.has(candidate),
    uses: (used) => void heed.add(used),
  };
  const lines = [
    ...declarationLines("inputs", scoped, writer),
    ...declarationLines("params", scoped, writer),
    ...scopeLines(scoped, writer),
    ...scoped.items.flatMap(({ item, names }) => (item.kind === "section" ? [...above(item), ...sectionLines(item, names, outside)] : [])),
  ];
  const head = `${exported.has(declared.item.name.name) ? "export " : ""}const ${name} = attention({`;
  const own = `name: ${JSON.stringify(declared.item.name.name)}`;
  const text = lines.length === 0 ? `${head} ${own} });` : [head, `  ${own},`, ...lines.map((line) => `  ${line}`), "});"].join("\n");
  writer.pieces.push({ text: [...above(declared.item), text].join("\n"), apart: true });
}

/** `inputs: { … },` or `params: { … },` on one line, or an entry to a line. */
function declarationLines(group: "inputs" | "params", scoped: Scoped, writer: Writer): string[] {
  const kind = group === "inputs" ? "input" : "param";
  const own = scoped.items.flatMap(({ item, names }) => (item.kind === kind ? [{ kind: item.kind, item, names } as Declared] : []));
  const entries = [...own, ...broughtInto(scoped, writer).filter((declared) => declared.kind === kind)].flatMap((declared) => {
    const writing: Writing = { typing: writer.typing, nameOf: (other) => write(other, writer), uses: (name) => void writer.heed.add(name) };
    if (declared.kind === "input") return { above: writer.above(declared.item), text: inputText(declared.item, declared.names, writing) };
    return declared.kind === "param" ? { above: writer.above(declared.item), text: paramText(declared.item, declared.names, writing) } : [];
  });
  return objectLines(group, entries);
}

/** The declarations that come from attentions whose masks are used, where the attention itself has none of that name. */
function broughtInto(scoped: Scoped, writer: Writer): Declared[] {
  const found: Declared[] = [];
  const visit = ({ items }: Scoped): void => {
    const start = items.flatMap(({ item, names }) => (item.kind === "section" ? usedIn(item.value, names) : []));
    for (const declared of reachedFrom(start)) {
      if (declared.kind !== "attention") continue;
      const other = writer.declarations.ofAttention(declared.item, declared.names);
      for (const { item, names } of other.items)
        if (item.kind === "input" || item.kind === "param") found.push({ kind: item.kind, item, names } as Declared);
      visit(other);
    }
  };
  visit(scoped);
  const wanted = writer.brought(scoped.attention.name.name);
  return wanted.flatMap((name) => found.find((declared) => declared.kind !== "position" && declared.item.name.name === name) ?? []);
}

/** `scope: { … }`: everything at the top of the file that the functions reach, those of composed attentions included. */
function scopeLines(scoped: Scoped, writer: Writer): string[] {
  const names = new Set<string>();
  const visit = ({ items }: Scoped): void => {
    const start = items.flatMap(({ item, names: seen }) => (item.kind === "section" ? usedIn(item.value, seen) : []));
    for (const declared of reachedFrom(start)) {
      if (declared.kind === "attention" || isStatic(declared)) names.add(write(declared, writer));
      if (declared.kind === "attention") visit(writer.declarations.ofAttention(declared.item, declared.names));
    }
  };
  visit(scoped);
  return objectLines(
    "scope",
    [...names].map((text) => ({ above: [], text })),
  );
}

function objectLines(group: string, entries: readonly { readonly above: readonly string[]; readonly text: string }[]): string[] {
  if (entries.length === 0) return [];
  const line = `${group}: { ${entries.map(({ text }) => text).join(", ")} },`;
  if (line.length <= lineWidth && entries.every(({ above }) => above.length === 0)) return [line];
  return [`${group}: {`, ...entries.flatMap(({ above, text }) => [...above, `${text},`].map((each) => `  ${each}`)), "},"];
}
