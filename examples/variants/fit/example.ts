import type { Example } from "../../example.ts";

/** So many groups: a query for each of `q`, a key for each of `kv` tokens in a group. */
const groups = (count: number, q: number, kv: number, forwards: boolean, heads: number) => ({
  sizes: { B: 1, Hq: heads, Hkv: heads, Sq: count * q, Skv: count * kv },
  tensors: {},
  params: { q_group: q, kv_group: kv, forwards: +forwards },
});

export const example: Example = {
  family: "causal and windows",
  summary: "Groups of data tokens and of latent ones, all four ways between them",
  covers: ["fit-interleaved"],
  picture: { ...groups(8, 16, 64, false, 1), block: 16, caption: "reading: 8 groups, 16 latent tokens look at 64 of data in each" },
  small: groups(5, 23, 9, true, 2),
  oracle({ sizes, params }) {
    const { q_group = 64, kv_group = 64, forwards = 0 } = params ?? {};
    const deal = (tokens: number, size: number) => Array.from({ length: tokens / size }, (_, group) => Array<number>(size).fill(group)).flat();
    const [queries, keys] = [deal(sizes.Sq, q_group), deal(sizes.Skv, kv_group)];
    return {
      attends({ q, k }) {
        const later = queries[q]! - keys[k]!;
        return forwards === 1 ? later >= 0 : later === 0;
      },
    };
  },
};
