// TNT, the inner attention: the pixels of every patch among themselves.
import { attention } from "heed";

export const tnt = attention({
  name: "tnt",
  scope: { pixels: 16 },
  mask: ({ q_idx, kv_idx }, { pixels }) => Math.floor(q_idx / pixels) === Math.floor(kv_idx / pixels),
});
