// MSW-MSA: windows of half the image, shifted anew at every denoising step; a window that leaves the image comes in again at the other side.
import { attention, div, i32 } from "heed";

const halfHeight = 6;
const halfWidth = 8;
const width = 2 * halfWidth;

/** Two windows to a side: those that lie two apart are the same. */
function meet(q: number, kv: number, half: number, shift: number): boolean {
  return Math.abs(div(q - shift, half) - div(kv - shift, half)) % 2 === 0;
}

export const mswMsa = attention({
  name: "msw_msa",
  params: { shift_y: i32(3), shift_x: i32(4) },
  scope: { halfHeight, halfWidth, width, meet },
  mask: ({ q_idx, kv_idx }, { shift_y, shift_x }) =>
    meet(Math.floor(q_idx / width), Math.floor(kv_idx / width), halfHeight, shift_y) && meet(q_idx % width, kv_idx % width, halfWidth, shift_x),
});
