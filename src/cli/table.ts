/** @file Columns of text. */

/** A heading and rows, two spaces between columns; columns of numbers are set to the right. */
export function formatTable(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [heading, ...rows];
  const widths = heading.map((_, column) => all.reduce((most, row) => Math.max(most, row[column]!.length), 0));
  const isNumeric = heading.map((_, column) => rows.length > 0 && rows.every((row) => /^[-+\d.e]+$|^(Infinity|NaN)$/.test(row[column]!)));
  const lines = all.map((row) =>
    row.map((cell, column) => (isNumeric[column] ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!))).join("  "),
  );
  return lines.map((line) => `${line.trimEnd()}\n`).join("");
}
