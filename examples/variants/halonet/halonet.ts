// HaloNet: blocks of queries see their block and a halo around it, with two learned embeddings of the offset, by rows and by columns.
import { attention, clamp, f32 } from "heed";

const width = 20;
const block = 8;
const halo = 3;
const reach = block + halo - 1;

const rowOf = (token: number): number => Math.floor(token / width);
const columnOf = (token: number): number => token % width;
const offset = (q: number, kv: number): number => clamp(kv - q, -reach, reach) + reach;

function near(q: number, kv: number): boolean {
  const first = Math.floor(q / block) * block - halo;
  return first <= kv && kv < first + block + 2 * halo;
}

export const halonet = attention({
  name: "halonet",
  inputs: { by_row: f32("B", "Hq", "Sq", 2 * reach + 1), by_column: f32("B", "Hq", "Sq", 2 * reach + 1) },
  scope: { width, block, halo, reach, rowOf, columnOf, offset, near },
  mask: ({ q_idx, kv_idx }) => near(rowOf(q_idx), rowOf(kv_idx)) && near(columnOf(q_idx), columnOf(kv_idx)),
  score: ({ score, b, h, q_idx, kv_idx }, { by_row, by_column }) =>
    score + by_row(b, h, q_idx, offset(rowOf(q_idx), rowOf(kv_idx))) + by_column(b, h, q_idx, offset(columnOf(q_idx), columnOf(kv_idx))),
});
