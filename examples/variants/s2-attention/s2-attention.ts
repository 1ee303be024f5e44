// S2-Attention: every head sees the blocks nearby and a comb of the blocks farther back, each head another comb.
import { attention, div, i32 } from "heed";

const block = 16;
const stride = 8;

const blockOf = (token: number): number => Math.floor(token / block);

export const s2Attention = attention({
  name: "s2_attention",
  params: { near: i32(4) },
  scope: { block, stride, blockOf },
  mask: ({ hkv, Hkv, q_idx, kv_idx }, { near }) => {
    const step = Math.max(1, div(stride, Hkv));
    return q_idx >= kv_idx && (blockOf(q_idx) - blockOf(kv_idx) < near || (blockOf(kv_idx) + hkv * step + 1) % stride === 0);
  },
});
