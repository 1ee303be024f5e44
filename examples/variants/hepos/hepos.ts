// Hepos: every head reads each `stride`-th token of a long source, beginning at another one.
import { attention } from "heed";

const stride = 4;

export const hepos = attention({
  name: "hepos",
  scope: { stride },
  mask: ({ h, kv_idx }) => kv_idx % stride === h % stride,
});
