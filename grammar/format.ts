/**
 * @file `heed fmt`: the canonical text of a file with the user's comments, blank lines (one at a time) and spellings of numbers. A comment
 * inside an item goes to the line above it. Formatting twice changes nothing more.
 */
import { createReport, type Report } from "#src/diagnostics/report.ts";
import type { Source, Span } from "#src/diagnostics/span.ts";
import type { Attention, AttentionItem, FileItem } from "./ast.ts";
import { commentsOf, parseAttn } from "./parse.ts";
import { attentionHead, printItem } from "./print.ts";
import { numberText, type NumberStyle } from "./print-expr.ts";

/** The formatted text, or `undefined` if the file has mistakes, which are in the report. */
export function formatAttn(source: Source, report: Report): string | undefined {
  const own = createReport();
  const file = parseAttn(source, own);
  own.diagnostics.forEach((diagnostic) => report.add(diagnostic));
  if (own.hasErrors()) return undefined;
  const writer: Writer = { source, comments: commentsOf(source), lines: [], last: undefined };
  writeItems(writer, file.items, "", source.text.length);
  return writer.lines.map((line) => `${line}\n`).join("");
}

interface Writer {
  readonly source: Source;
  /** Those not yet written. */
  readonly comments: Span[];
  readonly lines: string[];
  /** Where in the source the last thing written ended; nothing at the beginning of a block. */
  last: number | undefined;
}

/** The user's spelling of a number, unless a minus that belongs to it stands apart. */
const asWritten: NumberStyle = (literal) => {
  const text = literal.span.source.text.slice(literal.span.start, literal.span.end);
  return /^-?[\w.+-]+$/.test(text) ? text : numberText(literal);
};

type Item = FileItem | AttentionItem;

function writeItems(writer: Writer, items: readonly Item[], indent: string, end: number): void {
  items.forEach((item, at) => {
    const before = items[at - 1];
    const apart = before !== undefined && [before, item].some(({ kind }) => kind === "attention");
    writeItem(writer, item, indent, apart, items[at + 1]?.span.start ?? end);
  });
  for (const comment of takeComments(writer, end)) writeLine(writer, commentText(comment, indent), comment.start, comment.end);
}

/** One item with the comments that belong to it; `apart` asks for a blank line above. */
function writeItem(writer: Writer, item: Item, indent: string, apart: boolean, next: number): void {
  const { start, end } = item.span;
  const brace = item.kind === "attention" ? braceOf(writer, item) : undefined;
  let wantsBlank = apart;
  for (const comment of takeComments(writer, brace ?? end)) {
    const inside = comment.start > start;
    writeLine(writer, commentText(comment, indent), Math.min(comment.start, start), inside ? start : comment.end, wantsBlank);
    wantsBlank = false;
  }
  if (item.kind === "attention") writeAttention(writer, item, indent, brace!, wantsBlank);
  else writeLine(writer, printItem(item, asWritten, indent), start, end, wantsBlank);
  writeTrailing(writer, end, next);
}

function writeAttention(writer: Writer, item: Attention, indent: string, brace: number, wantsBlank: boolean): void {
  writeLine(writer, indent + attentionHead(item), item.span.start, brace + 1, wantsBlank);
  const end = item.span.end - 1;
  writeTrailing(writer, brace + 1, item.items[0]?.span.start ?? end);
  const head = writer.lines.length;
  writer.last = undefined;
  writeItems(writer, item.items, `${indent}  `, end);
  if (writer.lines.length === head && writer.lines.at(-1)!.endsWith("{")) writer.lines[head - 1] += "}";
  else writer.lines.push(`${indent}}`);
  writer.last = item.span.end;
}

/** Adds lines, with a blank one above if the user left some there. */
function writeLine(writer: Writer, text: string, start: number, end: number, wantsBlank = false): void {
  const gap = writer.last === undefined ? "" : writer.source.text.slice(writer.last, start);
  if (writer.last !== undefined && (wantsBlank || gap.split("\n").length > 2)) writer.lines.push("");
  writer.lines.push(text);
  writer.last = end;
}

/** Comments on the line where something ended stay behind it. */
function writeTrailing(writer: Writer, end: number, before: number): void {
  const { source, comments, lines } = writer;
  while (comments[0] && comments[0].start < before && !source.text.slice(end, comments[0].start).includes("\n")) {
    const comment = comments.shift()!;
    lines[lines.length - 1] += commentText(comment, " ");
    writer.last = comment.end;
  }
}

/** The comments that begin before an offset. */
function takeComments(writer: Writer, before: number): Span[] {
  const later = writer.comments.findIndex((comment) => comment.start >= before);
  return writer.comments.splice(0, later < 0 ? writer.comments.length : later);
}

const commentText = ({ source, start, end }: Span, indent: string): string => indent + source.text.slice(start, end).replaceAll("\r", "").trimEnd();

/** Where the `{` of an attention is; a comment before it may hold another. */
function braceOf(writer: Writer, item: Attention): number {
  const { text } = writer.source;
  let at = text.indexOf("{", item.name.span.end);
  for (const comment of writer.comments) if (comment.start < at && at < comment.end) at = text.indexOf("{", comment.end);
  return at;
}
