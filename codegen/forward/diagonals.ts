/**
 * @file What pairs on a diagonal share: values of the variant that know row and key by `q_idx - kv_idx` alone. Where a lane has neighbouring rows, a
 * step has fewer diagonals than pairs, each is computed once, and those of the next step are the same but for as many as there are keys.
 */
import type { Node } from "#src/ir/node.ts";
import type { Index } from "../registers.ts";
import type { Writer } from "../writer.ts";
import type { ForwardKernel, Tile } from "./kernel.ts";

/** How many diagonals the pairs of a step have. */
const countOf = ({ rows, keys }: Tile): number => rows.count + keys.count - 1;

/**
 * `Diagonal`, with the values of the variant that pairs on a diagonal share, the function that makes one, and those of a step, numbered from that of
 * its last key and the first row. They are kept: most of the next step's are among them.
 */
export function writeDiagonalType({ weave }: ForwardKernel, tile: Tile, writer: Writer): void {
  if (weave.diagonal.length === 0) return;
  writer.line("// What the variant computes once for all pairs with the same q_idx - kv_idx.");
  writer.block("struct Diagonal", () => writer.line(...weave.diagonal.map(({ name, node }) => `${name}: ${node.type},`)));
  writer.line("");
  writer.block("fn diagonal_at(first_row: Row, ahead: i32, kv_idx: i32) -> Diagonal", () => {
    writer.line(
      "var row = first_row;",
      "row.q_idx += ahead;",
      "var key: Key = Key();",
      "key.kv_idx = kv_idx;",
      "var diagonal: Diagonal = Diagonal();",
    );
    const known = weave.uniform.map(({ node, name }) => ({ node, name: `row.${name}` }));
    const locals = new Map<Node, string>();
    for (const { name, node } of weave.diagonal) writer.line(`diagonal.${name} = ${weave.shared(node, known, writer, locals)};`);
    writer.line("return diagonal;");
  });
  for (let i = 0; i < countOf(tile); i++) writer.line(`var<private> diagonal_${i}: Diagonal;`);
  writer.line("");
}

/** Those that the first step from `first` on would find if there were one before it. */
export function writeFirstDiagonals({ weave }: ForwardKernel, { rows, row }: Tile, first: string, writer: Writer): void {
  if (weave.diagonal.length === 0) return;
  for (let i = 0; i < rows.count - 1; i++) writer.line(`diagonal_${i} = diagonal_at(${row.at("0u")}, ${i}, i32(${first}) - 1);`);
}

/** The diagonals of the step before, as many further as there are keys, and before them one for each key that are new. */
export function writeDiagonals({ weave }: ForwardKernel, tile: Tile, writer: Writer): void {
  if (weave.diagonal.length === 0) return;
  const { keys, row } = tile;
  for (let i = countOf(tile) - 1; i >= keys.count; i--) writer.line(`diagonal_${i} = diagonal_${i - keys.count};`);
  for (let i = 0; i < keys.count; i++) writer.line(`diagonal_${i} = diagonal_at(${row.at("0u")}, ${i}, i32(first + KEYS - 1u));`);
}

/** The diagonal of a pair, as one more argument, if the variant has values there. */
export function diagonalOf({ weave }: ForwardKernel, { keys }: Tile, r: Index, j: Index): string {
  if (weave.diagonal.length === 0) return "";
  return `, diagonal_${Number.parseInt(r, 10) + keys.count - 1 - Number.parseInt(j, 10)}`;
}
