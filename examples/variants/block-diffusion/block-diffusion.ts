// Block diffusion: a noisy copy of the text, then a clean one. A noisy block sees itself and the clean blocks before it.
import { attention } from "heed";

export const blockDiffusion = attention({
  name: "block_diffusion",
  scope: { block: 16 },
  mask({ q_idx, kv_idx, Skv }, { block }) {
    const half = Math.floor(Skv / 2);
    const qClean = q_idx >= half;
    const kvClean = kv_idx >= half;
    const qBlock = Math.floor((qClean ? q_idx - half : q_idx) / block);
    const kvBlock = Math.floor((kvClean ? kv_idx - half : kv_idx) / block);
    if (kvClean) return qClean ? qBlock >= kvBlock : qBlock > kvBlock;
    return !qClean && qBlock === kvBlock;
  },
});
