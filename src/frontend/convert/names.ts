/** @file What names mean in a surface file, as declarations: the attention's own, the file's, those of imported files, what is always there. */
import type * as ast from "#grammar/ast.ts";
import { plainAttention, plainItem } from "#grammar/plain.ts";
import { childrenOf } from "#grammar/walk.ts";
import { builtins } from "#src/ir/variables.ts";
import type { ImportResolver } from "../lower.ts";

/** What a name stands for; `names` is what its own text sees. */
export type Declared =
  | { readonly kind: "const"; readonly item: ast.Const; readonly names: Names }
  | { readonly kind: "let"; readonly item: ast.Let; readonly names: Names }
  | { readonly kind: "fn"; readonly item: ast.Fn; readonly names: Names }
  | { readonly kind: "input"; readonly item: ast.Input; readonly names: Names }
  | { readonly kind: "param"; readonly item: ast.Param; readonly names: Names }
  | { readonly kind: "attention"; readonly item: ast.Attention; readonly names: Names }
  /** A position or a size. */
  | { readonly kind: "position"; readonly name: string };

export interface Names {
  find(name: string): Declared | undefined;
}

/** An attention as it is written out: its items without blocks, each with what it sees. */
export interface Scoped {
  readonly attention: ast.Attention;
  readonly items: readonly { readonly item: ast.AttentionItem; readonly names: Names }[];
  /** All that the attention declares. */
  readonly names: Names;
}

/** The declarations of a file and of those that it imports, each found once. */
export interface Declarations {
  ofFile(file: ast.File): Names;
  ofAttention(attention: ast.Attention, home: Names): Scoped;
  /** The file's own, in order. */
  itemsOf(file: ast.File): readonly Declared[];
}

const layer = (table: ReadonlyMap<string, Declared>, outer?: Names): Names => ({ find: (name) => table.get(name) ?? outer?.find(name) });

const positions: Names = layer(new Map(Object.keys(builtins).map((name) => [name, { kind: "position", name }])));

/** Reads declarations; the program is known to be right. */
export function createDeclarations(resolve: ImportResolver): Declarations {
  const files = new Map<ast.File, { readonly names: Names; readonly own: readonly Declared[] }>();
  const attentions = new Map<ast.Attention, Scoped>();

  function read(file: ast.File): { readonly names: Names; readonly own: readonly Declared[] } {
    const known = files.get(file);
    if (known) return known;
    const table = new Map<string, Declared>();
    const own: Declared[] = [];
    const found = { names: layer(table, positions), own };
    files.set(file, found);
    for (const item of file.items) {
      if (item.kind === "import") {
        const other = resolve(item.from, file.span.source.name);
        for (const { name } of item.names) if (other) table.set(name, read(other).names.find(name)!);
      } else {
        const declared = declare(item.kind === "attention" ? item : plainItem(item), found.names);
        table.set(item.name.name, declared);
        own.push(declared);
      }
    }
    return found;
  }

  return {
    ofFile: (file) => read(file).names,
    itemsOf: (file) => read(file).own,
    ofAttention(attention, home) {
      const known = attentions.get(attention) ?? scopeOf(plainAttention(attention), home);
      attentions.set(attention, known);
      return known;
    },
  };
}

const declare = <T extends Exclude<Declared, { kind: "position" }>["item"]>(item: T, names: Names): Declared =>
  ({ kind: item.kind, item, names }) as unknown as Declared;

/** A later item sees the earlier ones, a helper all; sizes that dims bring in are there from the start. */
function scopeOf(attention: ast.Attention, home: Names): Scoped {
  const table = new Map<string, Declared>();
  const own = new Set(attention.items.flatMap((item) => (item.kind === "section" ? [] : item.name.name)));
  for (const dim of attention.items.flatMap((item) => (item.kind === "input" ? item.dims : []))) {
    if (dim.kind === "name" && !home.find(dim.name) && !own.has(dim.name)) table.set(dim.name, { kind: "position", name: dim.name });
  }
  const names = layer(table, home);
  const items = attention.items.map((written) => {
    const item = written.kind === "let" || written.kind === "section" ? written : plainItem(written);
    const seen = item.kind === "fn" ? names : layer(new Map(table), home);
    if (item.kind !== "section") table.set(item.name.name, declare(item, seen));
    return { item, names: seen };
  });
  return { attention, items, names };
}

type Kind = Declared["kind"];

const asValue: readonly Kind[] = ["const", "let", "param", "input", "position"];

/** The names that an expression speaks of, and what they can stand for there. */
function mentionsIn(expr: ast.Expr): { readonly name: string; readonly kinds: readonly Kind[] }[] {
  const inner = childrenOf(expr).flatMap(mentionsIn);
  if (expr.kind === "name") return [{ name: expr.name, kinds: asValue }, ...inner];
  if (expr.kind === "call") return [{ name: expr.callee.name, kinds: ["fn"] }, ...inner];
  if (expr.kind === "index") return [{ name: expr.base.name, kinds: ["input"] }, ...inner];
  return expr.kind === "mask-of" ? [{ name: expr.attention.name, kinds: ["attention"] }] : inner;
}

/** What a declaration's own text uses: a helper's parameters hide what is outside. */
export function usedBy(declared: Declared): readonly Declared[] {
  switch (declared.kind) {
    case "const":
    case "let":
      return usedIn(declared.item.value, declared.names);
    case "fn":
      return usedIn(declared.item.body, declared.names, new Set(declared.item.params.map(({ name }) => name.name)));
    default:
      return [];
  }
}

/** What an expression uses, each once; a call of an operation names nothing, unless a helper has its name. */
export function usedIn(expr: ast.Expr, names: Names, hidden: ReadonlySet<string> = new Set()): readonly Declared[] {
  const found = mentionsIn(expr).flatMap(({ name, kinds }) => {
    const declared = hidden.has(name) ? undefined : names.find(name);
    return declared && kinds.includes(declared.kind) ? declared : [];
  });
  return [...new Set(found)];
}

/** All that expressions use, and what that uses in turn; other attentions are not looked into. */
export function reachedFrom(start: readonly Declared[]): Set<Declared> {
  const reached = new Set<Declared>();
  const visit = (declared: Declared): void => {
    if (reached.has(declared)) return;
    reached.add(declared);
    usedBy(declared).forEach(visit);
  };
  start.forEach(visit);
  return reached;
}

/** A constant or a helper that hangs on nothing that varies: it can stand outside of a section. */
export function isStatic(declared: Declared): boolean {
  return [...reachedFrom([declared])].every(({ kind }) => kind === "const" || kind === "fn");
}
