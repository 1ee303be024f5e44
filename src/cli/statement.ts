/** @file What `--explain` says: sentences with the places they speak of, as text for people. */
import { renderFrame, type Paint } from "#src/diagnostics/frame.ts";
import { ansi, plain } from "#src/diagnostics/render.ts";
import type { Span } from "#src/diagnostics/span.ts";
import type { Node } from "#src/ir/node.ts";
import { printNode } from "#src/ir/print.ts";
import type { Variant } from "#src/ir/variant.ts";
import { type Io, wantsColor } from "./io.ts";

/** A place in the user's text, with what is to be said of it. */
export interface Place {
  readonly span?: Span | undefined;
  /** Stands above the frame; a place without a span is its note alone. */
  readonly note?: string;
}

export interface Statement {
  readonly text: string;
  readonly places?: readonly Place[];
  /** What it is worth. */
  readonly saves?: string;
}

/** Writes statements under a title, a blank line between them, to standard error: what a command makes goes to standard output. */
export function explain(title: string, statements: readonly Statement[], { stderr, env }: Pick<Io, "stderr" | "env">): void {
  const paint = wantsColor(stderr, env) ? ansi : plain;
  stderr.write([title, ...statements.map((statement) => renderStatement(statement, paint))].map((text) => `${text}\n\n`).join(""));
}

function renderStatement({ text, places = [], saves }: Statement, paint: Paint): string {
  const aside = (what: string, said: string): string => `  ${paint("frame", "=")} ${what}: ${said}`;
  return [
    text,
    // What a helper does is in several places at once.
    ...new Set(places.map(({ span, note }) => [...(note ? [aside("here", note)] : []), ...(span ? renderFrame(span, paint) : [])].join("\n"))),
    ...(saves ? [aside(paint("help", "saves"), saves)] : []),
  ].join("\n");
}

/** The place of a node, or its text where it has none. */
export function placeOf(node: Node, variant: Variant, note?: string): Place {
  const span = variant.spans.get(node);
  if (span) return { span, ...(note ? { note } : {}) };
  return { note: `\`${printNode(node)}\`${note ? `: ${note}` : ""}` };
}

/** What the user wrote for a node. */
export function textOf(node: Node, variant: Variant): string {
  const span = variant.spans.get(node);
  return span ? span.source.text.slice(span.start, span.end).replace(/\s+/g, " ") : printNode(node);
}
