/** @file Comments that move along when a file is written in another language: those at its head, and those on the lines above an item. */
import type * as ast from "#grammar/ast.ts";
import type { Above } from "#grammar/print.ts";
import type { Source } from "#src/diagnostics/span.ts";

/** A line that is nothing but a comment: `// …`, `# …`, or part of a block that begins and ends its lines. */
const commentLine = /^\s*(?:\/\/|\/\*|\*(?!\w)|#(?!!))/;

/** The comments at the head of a file, and those above its items; each is given once. */
export function commentsOf({ text }: Source): { readonly head: readonly string[]; readonly above: Above } {
  const lines = text.split("\n");
  const taken = new Set<number>();
  const take = (from: number, to: number): string[] => {
    const free = lines.slice(from, to).filter((_, i) => !taken.has(from + i));
    for (let at = from; at < to; at++) taken.add(at);
    return free.flatMap(inOurs);
  };
  const isComment = (at: number): boolean => commentLine.test(lines[at] ?? "");
  const first = lines.findIndex((line) => line.trim() !== "");
  let end = Math.max(first, 0);
  while (isComment(end)) end++;
  const head = take(Math.max(first, 0), end);
  const above = ({ span }: ast.FileItem | ast.AttentionItem): readonly string[] => {
    if (span.source.text !== text) return [];
    const line = text.slice(0, span.start).split("\n").length - 1;
    let start = line;
    while (start > 0 && isComment(start - 1)) start--;
    return take(start, line);
  };
  return { head, above };
}

/** A line of a comment as a line of `//`; the frame of a block falls away. */
function inOurs(line: string): string[] {
  const said = line
    .trim()
    .replace(/^(?:\/\/|\/\*+|\*\/|\*|#)\s?/, "")
    .replace(/\s*\*\/$/, "")
    .trimEnd();
  const isFrame = said === "" && /^\s*(?:\/\*+|\*\/)\s*$/.test(line);
  return isFrame ? [] : [`// ${said}`.trimEnd()];
}
