import type { Example } from "../../example.ts";

const [block, stride] = [16, 8];

/** The blocks of a comb: its first tooth lies a head's step before the last block of a stride. */
function comb(head: number, heads: number, blocks: number): Set<number> {
  const step = Math.max(1, Math.floor(stride / heads));
  const last = stride - 1 - ((head * step) % stride);
  const teeth = new Set<number>();
  for (let tooth = last; tooth < blocks; tooth += stride) teeth.add(tooth);
  return teeth;
}

export const example: Example = {
  family: "heads of several kinds",
  summary: "Blocks nearby and a comb of far ones, another in every head",
  covers: ["s2-attention-dkernel"],
  picture: {
    sizes: { B: 1, Hq: 4, Hkv: 4, Sq: 512, Skv: 512 },
    tensors: {},
    block: 16,
    caption: "four heads, 4 blocks of 16 nearby, every eighth farther back",
  },
  small: { sizes: { B: 1, Hq: 4, Hkv: 2, Sq: 150, Skv: 150 }, tensors: {}, params: { near: 2 } },
  oracle({ sizes: { Hq, Hkv, Skv }, params }) {
    const near = params?.["near"] ?? 4;
    const blocks = Math.ceil(Skv / block);
    const combs = Array.from({ length: Hkv }, (_, head) => comb(head, Hkv, blocks));
    return {
      attends({ h, q, k }) {
        if (k > q) return false;
        const firstNear = (Math.floor(q / block) - near + 1) * block;
        return k >= firstNear || combs[Math.floor(h / (Hq / Hkv))]!.has(Math.floor(k / block));
      },
    };
  },
};
