import { attention } from "heed";

const half = 64;

export const blockDiffusion = attention({
  name: "block_diffusion",
  scope: { half },
  mask: ({ q_idx, kv_idx }) => {
    const qBlock = Math.floor((q_idx % half) / 8);
    const kvBlock = Math.floor((kv_idx % half) / 8);
    const qNoisy = q_idx < half;
    const kvNoisy = kv_idx < half;
    const diagonal = qBlock === kvBlock && qNoisy === kvNoisy;
    const fromNoisy = qBlock > kvBlock && qNoisy && !kvNoisy;
    const fromClean = qBlock >= kvBlock && !qNoisy && !kvNoisy;
    return diagonal || fromNoisy || fromClean;
  },
});
