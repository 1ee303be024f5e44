import type { Example } from "../../example.ts";
import { integers } from "../../tensors.ts";

/** Four groups of layers and of heads: each has a quarter, a half, the whole or the double of what comes from above. */
const scales = [1 / 4, 1 / 2, 1, 2];
const scaleOf = (part: number, parts: number) => scales[Math.floor((part * scales.length) / parts)]!;

const windows = (base: number, layers: number, heads: number) => ({
  window: integers([layers, heads], (flat) => base * scaleOf(Math.floor(flat / heads), layers) * scaleOf(flat % heads, heads)),
});

export const example: Example = {
  family: "heads of several kinds",
  summary: "Causal windows whose sizes differ by head and by layer",
  covers: ["mswa-multi-scale-window"],
  picture: {
    sizes: { B: 1, Hq: 4, Hkv: 4, Sq: 1024, Skv: 1024 },
    tensors: windows(256, 8, 4),
    params: { layer: 4 },
    block: 32,
    caption: "layer 4 of 8, four heads with windows of 64, 128, 256 and 512",
  },
  small: { sizes: { B: 1, Hq: 4, Hkv: 2, Sq: 120, Skv: 120 }, tensors: windows(48, 4, 4), params: { layer: 3 } },
  oracle({ sizes: { Hq }, params }) {
    const layer = params?.["layer"] ?? 0;
    return { attends: ({ h, q, k }) => k <= q && k > q - 48 * scaleOf(layer, 4) * scaleOf(h, Hq) };
  },
};
