/** @file Lines of WGSL with indentation, and a record of which lines were woven in from which place of the user's text. */
import type { Span } from "#src/diagnostics/span.ts";

/** Lines `first` to `last` (one-based) of the kernel come from `span`. */
export interface WovenLines {
  readonly first: number;
  readonly last: number;
  readonly span: Span;
}

export interface Writer {
  /** Adds lines at the current depth; texts of several lines are split, an empty text is an empty line. */
  line(...texts: readonly string[]): void;
  /** `head {`, the body one level deeper, `}`; without a head, a scope. */
  block(head: string, body: () => void): void;
  /** Marks everything that `body` writes as woven from `span`. */
  woven(span: Span | undefined, body: () => void): void;
  text(): string;
  readonly wovenLines: readonly WovenLines[];
}

export function createWriter(): Writer {
  const lines: string[] = [];
  const wovenLines: WovenLines[] = [];
  let depth = 0;
  const line = (...texts: readonly string[]): void => {
    for (const text of texts.flatMap((t) => t.split("\n"))) lines.push(text === "" ? "" : "  ".repeat(depth) + text);
  };
  return {
    line,
    block(head, body) {
      line(head === "" ? "{" : `${head} {`);
      depth++;
      body();
      depth--;
      line("}");
    },
    woven(span, body) {
      const first = lines.length + 1;
      body();
      if (span && lines.length >= first) wovenLines.push({ first, last: lines.length, span });
    },
    text: () => `${lines.join("\n")}\n`,
    wovenLines,
  };
}
