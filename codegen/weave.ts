/**
 * @file The user's code as statements of a kernel: which of its values are computed once per head, per query row, per key, per diagonal, and which
 * at every pair; under which names. Knows the variant, not the loop nest.
 */
import type { Span } from "#src/diagnostics/span.ts";
import { topological, type Node } from "#src/ir/node.ts";
import { rootsOf, type SectionName, type Variant } from "#src/ir/variant.ts";
import type { Hoisted } from "#src/passes/hoist-invariants.ts";
import { emitExpression, type EmitContext } from "./emit-expression.ts";
import type { NamePool } from "./names.ts";
import type { Writer } from "./writer.ts";

/** A value with a place of its own. */
export interface NamedValue {
  readonly node: Node;
  readonly name: string;
}

export interface Weave {
  /** Computed once per head, row, key and diagonal; the skeleton declares them where it keeps such values. */
  readonly uniform: readonly NamedValue[];
  readonly row: readonly NamedValue[];
  readonly column: readonly NamedValue[];
  readonly diagonal: readonly NamedValue[];
  /** The text of a value where the listed named values are known. */
  expression(node: Node, known: readonly NamedValue[]): string;
  /** The same, but what it uses more than once is written before it; `locals` are those already written in this function. */
  shared(node: Node, known: readonly NamedValue[], writer: Writer, locals: Map<Node, string>): string;
  /** Writes the section's shared values and answers the text of its result; `locals` are those already written in this function. */
  section(name: SectionName, writer: Writer, locals: Map<Node, string>): string;
}

export interface WeaveRequest {
  readonly variant: Variant;
  readonly hoisted: Hoisted;
  readonly pool: NamePool;
  readonly context: Omit<EmitContext, "names">;
  /** Where the sections find the values of the head, the row, the key and the diagonal at hand, given their names; default: under their names. */
  readonly ofHead?: (name: string) => string;
  readonly ofRow?: (name: string) => string;
  readonly ofKey?: (name: string) => string;
  readonly ofDiagonal?: (name: string) => string;
  /** What the comment at the woven place says of a section. */
  readonly comment: (name: SectionName) => string;
  readonly span: (name: SectionName) => Span | undefined;
}

export function createWeave(request: WeaveRequest): Weave {
  const { variant, hoisted, pool, context } = request;
  const nameOf = (node: Node, place: string) => pool.claim(variant.names.get(node) ?? describe(node, place));
  const named = (nodes: readonly Node[], place: string) => nodes.map((node) => ({ node, name: nameOf(node, place) }));
  const [uniform, row, column] = [named(hoisted.uniform, "head"), named(hoisted.row, "row"), named(hoisted.column, "key")];
  const diagonal = named(hoisted.diagonal, "diagonal");
  const places = (values: readonly NamedValue[], place: (name: string) => string = (name) => name) =>
    values.map(({ node, name }) => [node, place(name)] as const);
  const hoistedNames = new Map([
    ...places(uniform, request.ofHead),
    ...places(row, request.ofRow),
    ...places(column, request.ofKey),
    ...places(diagonal, request.ofDiagonal),
  ]);
  const uses = countUses(rootsOf(variant));

  function expression(node: Node, known: readonly NamedValue[]): string {
    const names = new Map(known.filter((value) => value.node !== node).map((value) => [value.node, value.name]));
    return emitExpression(node, { ...context, names });
  }

  function write(root: Node, known: ReadonlyMap<Node, string>, writer: Writer, locals: Map<Node, string>): string {
    const text = (node: Node): string => emitExpression(node, { ...context, names: new Map([...known, ...locals]) });
    for (const node of reachable(root, known)) {
      if (node === root || locals.has(node) || !deservesName(node, variant, uses)) continue;
      const local = nameOf(node, "pair");
      writer.line(`let ${local} = ${text(node)};`);
      locals.set(node, local);
    }
    return text(root);
  }

  function shared(node: Node, known: readonly NamedValue[], writer: Writer, locals: Map<Node, string>): string {
    return write(node, new Map(known.map((value) => [value.node, value.name])), writer, locals);
  }

  function section(name: SectionName, writer: Writer, locals: Map<Node, string>): string {
    const root = variant.sections[name]!;
    let result = "";
    writer.woven(request.span(name), () => {
      writer.line(`// ${request.comment(name)}`);
      result = write(root, hoistedNames, writer, locals);
    });
    return result;
  }

  return { uniform, row, column, diagonal, expression, shared, section };
}

/** The nodes under a root that have no hoisted name, operands first. */
function reachable(root: Node, named: ReadonlyMap<Node, string>): Node[] {
  const needed = new Set<Node>();
  const visit = (node: Node): void => {
    if (named.has(node) || needed.has(node)) return;
    node.args.forEach(visit);
    needed.add(node);
  };
  visit(root);
  return [...needed];
}

function countUses(roots: readonly Node[]): Map<Node, number> {
  const uses = new Map<Node, number>();
  for (const arg of topological(roots).flatMap((node) => node.args)) uses.set(arg, (uses.get(arg) ?? 0) + 1);
  return uses;
}

function deservesName(node: Node, variant: Variant, uses: ReadonlyMap<Node, number>): boolean {
  if (node.kind !== "apply" && node.kind !== "load") return false;
  return variant.names.has(node) || uses.get(node)! > 1;
}

/** A name for a value the user did not name: `slope_h` for `slope[h]`, `row_value` for anything else that a row has. */
function describe(node: Node, place: string): string {
  if (node.kind !== "load") return `${place}_value`;
  return [node.input, ...node.args.flatMap((arg) => (arg.kind === "variable" ? arg.name : []))].join("_");
}
