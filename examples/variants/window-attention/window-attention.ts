// Window attention: an image in square windows, each token sees its own.
import { attention } from "heed";

const width = 20;
const window = 7;

const rowOf = (token: number): number => Math.floor(token / width);
const columnOf = (token: number): number => token % width;
const windowOf = (place: number): number => Math.floor(place / window);

export const windowAttention = attention({
  name: "window_attention",
  scope: { width, window, rowOf, columnOf, windowOf },
  mask: ({ q_idx, kv_idx }) => windowOf(rowOf(q_idx)) === windowOf(rowOf(kv_idx)) && windowOf(columnOf(q_idx)) === windowOf(columnOf(kv_idx)),
});
