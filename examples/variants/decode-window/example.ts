import type { Example } from "../../example.ts";
import { integers } from "../../tensors.ts";

const positions = (all: readonly number[]) => ({ position: integers([all.length], (b) => all[b]!) });

export const example: Example = {
  family: "causal and windows",
  summary: "Decoding with a cache, each sequence at its own position",
  covers: [],
  picture: {
    sizes: { B: 3, Hq: 1, Hkv: 1, Sq: 64, Skv: 1024 },
    tensors: positions([900, 500, 100]),
    block: 16,
    caption: "64 new tokens behind 900, 500 and 100, window 256",
  },
  small: { sizes: { B: 3, Hq: 4, Hkv: 1, Sq: 1, Skv: 301 }, tensors: positions([300, 17, 0]), params: { window: 100 } },
  oracle({ tensors, params }) {
    const window = params?.["window"] ?? 256;
    return {
      attends({ b, q, k }) {
        const now = tensors["position"]!.data[b]! + q;
        const oldest = now - window + 1;
        return oldest <= k && k <= now;
      },
    };
  },
};
