// FIT: groups of data tokens, each with latent tokens of its own, and one attention for all four ways between them.
import { attention, bool, div, i32 } from "heed";

export const fit = attention({
  name: "fit",
  params: { q_group: i32(64), kv_group: i32(64), forwards: bool(false) },
  mask({ q_idx, kv_idx }, { q_group, kv_group, forwards }) {
    const qOf = div(q_idx, q_group);
    const kvOf = div(kv_idx, kv_group);
    return forwards ? kvOf <= qOf : kvOf === qOf;
  },
});
