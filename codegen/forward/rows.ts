/** @file Which rows a lane holds, and what it knows of each: indices, what the variant computes once per head or row, its columns of q. */
import { each, product, sum, type Index, type Loop } from "../registers.ts";
import { areRowsApart, rowsPerWorkgroup } from "../schedule.ts";
import type { NamedValue } from "../weave.ts";
import type { Writer } from "../writer.ts";
import type { ForwardKernel, Tile } from "./kernel.ts";
import { sharesRows } from "./shared-rows.ts";

/** `Row`, with the values of the variant that belong to a row, and the function that makes one. */
export function writeRowType({ weave }: ForwardKernel, writer: Writer): void {
  const values = [...weave.uniform, ...weave.row];
  writer.line("// A query row: where it is, and what the variant computes once for it.");
  writer.block("struct Row", () => {
    writer.line(...["b", "h", "hkv", "q_idx"].map((name) => `${name}: i32,`), ...values.map(({ name, node }) => `${name}: ${node.type},`));
  });
  writer.line("");
  writer.block("fn row_at(b: i32, h: i32, q_idx: i32) -> Row", () => {
    writer.line("var row: Row = Row();", "row.b = b;", "row.h = h;", "row.hkv = h / (Hq / Hkv);", "row.q_idx = q_idx;");
    const known: NamedValue[] = [];
    for (const { name, node } of values) {
      writer.line(`row.${name} = ${weave.expression(node, known)};`);
      known.push({ node, name: `row.${name}` });
    }
    writer.line("return row;");
  });
  writer.line("");
}

/** The tile of this workgroup: batch, head and block row. */
export function writePlace({ phase, schedule }: ForwardKernel, writer: Writer): void {
  writer.line("let tile = group.x + group.y * grid.x;");
  const [heads, first] = phase === "prefill" ? ["u32(Hq)", ""] : ["(u32(Hq) / HEADS)", " * HEADS"];
  if (phase === "prefill") {
    writer.line("// A workgroup is one tile of query rows of one head.");
    writer.line("let q_blocks = (u32(call.Sq) + BLOCK_Q - 1u) / BLOCK_Q;", "let tiles = q_blocks * TILES_PER_BLOCK;");
  } else {
    writer.line("// A workgroup is one split of a tile of query rows, of heads that share their keys.");
    writer.line("let tiles = (HEADS * u32(call.Sq) + ROWS - 1u) / ROWS * call.splits;");
  }
  writer.line(`if (tile >= tiles * ${heads} * u32(call.B)) { return; }`);
  writer.line(`let head = tile / tiles % ${heads}${first};`, `let batch = tile / tiles / ${heads};`);
  if (phase === "prefill") {
    writer.line("// Block rows from both ends in turn, which a mask may leave more and less to do.");
    writer.line("let turn = tile % tiles / TILES_PER_BLOCK;", "let q_block = select(turn / 2u, q_blocks - 1u - turn / 2u, turn % 2u == 1u);");
  } else {
    writer.line("let q_block = 0u;", "let split = tile % call.splits;");
    if (schedule.teams > 1) writer.line("let team = lane / LANES_PER_ROW % TEAMS;");
  }
  writer.line("let hkv = head / u32(Hq / Hkv);", "");
}

/** The lets that say which row `r` of this lane is: `row_head`, `row_q`, and `is_row`, whether there is one. */
export function writeWhichRow({ phase, schedule }: ForwardKernel, r: Index, writer: Writer): void {
  const { lanesPerRow, teams, rowsPerLane } = schedule;
  const shared = [...(lanesPerRow > 1 ? ["LANES_PER_ROW"] : []), ...(teams > 1 ? ["TEAMS"] : [])];
  const group = ["lane", ...shared].join(" / ");
  const apart = areRowsApart(schedule) ? sum(product(group, rowsPerLane), r) : sum(product(r, rowsPerWorkgroup(schedule) / rowsPerLane), group);
  const place = rowsPerLane === 1 ? group : apart;
  if (phase === "prefill") {
    writer.line(`let in_block = tile % TILES_PER_BLOCK * ROWS + ${place};`, "let place = q_block * BLOCK_Q + in_block;");
    writer.line("let is_row = in_block < BLOCK_Q && place < u32(call.Sq);", "let row_head = head;", "let row_q = min(place, u32(call.Sq) - 1u);");
  } else {
    writer.line(`let place = tile % tiles / call.splits * ROWS + ${place};`, "let is_row = place < HEADS * u32(call.Sq);");
    writer.line("let row_head = head + place % HEADS;", "let row_q = min(place / HEADS, u32(call.Sq) - 1u);");
  }
}

/** Fills in the rows of this lane; a lane past the end holds the last row, and keeps what comes of it to itself. */
export function writeEnterRows(kernel: ForwardKernel, tile: Tile, writer: Writer): void {
  const { usesDot, schedule } = kernel;
  const { source, lanesPerRow } = schedule;
  const share = source === "broadcast" ? "subgroup_lane % SUBGROUP" : lanesPerRow > 1 ? "lane % LANES_PER_ROW" : "0u";
  writer.line(`lane_in_row = ${share};`);
  if (sharesRows(schedule)) writer.line("row_lane = subgroup_lane - lane_in_row;");
  if (source === "matrix") writer.line(`row_in_tile = lane${lanesPerRow > 1 ? " / LANES_PER_ROW" : ""};`);
  for (const tensor of usesDot ? (["k", "v"] as const) : (["v"] as const)) {
    writer.line(`${tensor}_base = batch * call.${tensor}_batch + hkv * call.${tensor}_head - call.kv_first * call.${tensor}_row;`);
  }
  each(writer, [tile.rows], (r) => {
    writer.block("", () => {
      writeWhichRow(kernel, r, writer);
      writer.line(`${tile.row.at(r)} = row_at(i32(batch), i32(row_head), i32(row_q));`, `${tile.rowMax.at(r)} = LOWEST;`);
    });
  });
  if (usesDot && source !== "matrix") writeQueries(kernel, tile, writer);
  writer.line("");
}

/** The columns of q that this lane holds. */
function writeQueries(kernel: ForwardKernel, tile: Tile, writer: Writer): void {
  const row = (_: Index, columns: () => void): void => {
    writer.line("let q_at = batch * call.q_batch + row_head * call.q_head + row_q * call.q_row;");
    columns();
  };
  eachColumnOfRows(kernel, tile, { ...tile.qkColumns, isWritten: false }, writer, row, (r, c) => {
    writer.line(`${tile.q.at(r, c)} = load_q(q_at, ${columnOf(c, kernel)});`);
  });
}

/**
 * The columns of all rows, with what `row` writes before and around them: row by row, or, where rows are apart, column by column with the rows
 * written out, since a loop cannot go through names.
 */
export function eachColumnOfRows(
  kernel: ForwardKernel,
  { rows, seldomRows, isApart }: Tile,
  columns: Loop,
  writer: Writer,
  row: (r: Index, columns: () => void) => void,
  column: (r: Index, c: Index) => void,
): void {
  const inRow = (r: Index, inner: () => void): void =>
    writer.block("", () => {
      writeWhichRow(kernel, r, writer);
      row(r, inner);
    });
  if (isApart) return each(writer, [columns, rows], (c, r) => inRow(r, () => column(r, c)));
  each(writer, [seldomRows], (r) => inRow(r, () => each(writer, [columns], (c) => column(r, c))));
}

/** The first column of vector `c` of this lane. */
export function columnOf(c: Index, { schedule }: ForwardKernel): string {
  if (schedule.lanesPerRow > 1) return `4u * (${c} * LANES_PER_ROW + lane_in_row)`;
  return /^\d+u$/.test(c) ? `${4 * Number.parseInt(c, 10)}u` : `4u * ${c}`;
}
