// TKL: a long document in chunks, each of which sees a little of its neighbours.
import { attention, i32 } from "heed";

const chunk = 40;

export const overlappingChunks = attention({
  name: "overlapping_chunks",
  inputs: { length: i32("B") },
  params: { overlap: i32(5) },
  scope: { chunk },
  mask: ({ b, q_idx, kv_idx }, { length, overlap }) => {
    const start = Math.floor(q_idx / chunk) * chunk;
    return kv_idx >= start - overlap && kv_idx < start + chunk + overlap && kv_idx < length(b);
  },
});
