import type { Example } from "../../example.ts";
import { integers } from "../../tensors.ts";

const chunk = 32;

/** By head: chunks as they are, keys from half a chunk and from a whole chunk back, and every third key. */
const heads = [
  { shift: 0, dilation: 0 },
  { shift: chunk / 2, dilation: 0 },
  { shift: chunk, dilation: 0 },
  { shift: 0, dilation: 3 },
];

const tensors = {
  shift: integers([heads.length], (h) => heads[h]!.shift),
  dilation: integers([heads.length], (h) => heads[h]!.dilation),
};

export const example: Example = {
  family: "heads of several kinds",
  summary: "Chunks with keys shifted by head, and dilated heads",
  covers: ["scca"],
  picture: {
    sizes: { B: 1, Hq: 4, Hkv: 4, Sq: 512, Skv: 512 },
    tensors,
    block: 16,
    caption: "512 tokens in chunks of 32, shifts 0, 16 and 32, dilation 3",
  },
  small: { sizes: { B: 1, Hq: 4, Hkv: 2, Sq: 110, Skv: 110 }, tensors },
  oracle({ sizes: { Skv } }) {
    const chunks = heads.map(({ shift }) => {
      const tokens = Array.from({ length: Skv }, (_, token) => token);
      const rolled = [...tokens.slice(Skv - shift), ...tokens.slice(0, Skv - shift)];
      return Array.from({ length: Math.ceil(Skv / chunk) }, (_, i) => new Set(rolled.slice(i * chunk, (i + 1) * chunk)));
    });
    return {
      attends({ h, q, k }) {
        if (k > q) return false;
        const { dilation } = heads[h]!;
        return dilation ? Number.isInteger((q - k) / dilation) : chunks[h]![Math.floor(q / chunk)]!.has(k);
      },
    };
  },
};
