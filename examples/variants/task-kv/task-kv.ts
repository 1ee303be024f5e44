// Task-KV: some heads keep everything for this task, the others sinks, recent tokens and a few chosen from between.
import { attention, bool, i32 } from "heed";

export const taskKv = attention({
  name: "task_kv",
  inputs: { is_full: bool("B", "Hq"), keep: bool("B", "Hq", "Skv") },
  params: { sinks: i32(4), recent: i32(128) },
  mask: ({ b, h, q_idx, kv_idx }, { is_full, keep, sinks, recent }) => {
    const stays = kv_idx < sinks || q_idx - kv_idx < recent || keep(b, h, kv_idx);
    return q_idx >= kv_idx && (is_full(b, h) || stays);
  },
});
