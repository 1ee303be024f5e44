import { attention } from "heed";

const width = 12;

export const natten2d = attention({
  name: "natten_2d",
  scope: { width },
  mask: ({ q_idx, kv_idx }) => {
    const rows = Math.abs(Math.floor(q_idx / width) - Math.floor(kv_idx / width));
    const columns = Math.abs((q_idx % width) - (kv_idx % width));
    return rows <= 2 && columns <= 2;
  },
});
