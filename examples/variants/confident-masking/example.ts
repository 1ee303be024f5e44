import type { Example, ExampleCall } from "../../example.ts";
import { booleans } from "../../tensors.ts";

/** An image in which a ring, the edge of what sounds, is not yet sure; the keys are tokens of sound. */
function ring(size: number, sounds: number, batches: number, heads: number): ExampleCall {
  const tokens = size * size;
  const active = booleans([batches, tokens], (flat) => {
    const [b, token] = [Math.floor(flat / tokens), flat % tokens];
    const away = Math.hypot((token % size) - size / 2, Math.floor(token / size) - size / 2);
    return Math.abs(away - size / 3 + b) < size / 10;
  });
  return { sizes: { B: batches, Hq: heads, Hkv: heads, Sq: tokens, Skv: sounds }, tensors: { active } };
}

export const example: Example = {
  family: "tokens kept and dropped",
  summary: "Only queries that are not yet sure take part",
  covers: ["pcmanet-confident-masking"],
  picture: { ...ring(24, 192, 1, 1), block: 8, caption: "24 × 24 pixels, a ring of them active, 192 tokens of sound" },
  small: ring(13, 21, 3, 2),
  oracle({ sizes, tensors }) {
    const sure = new Set<string>();
    tensors["active"]!.data.forEach((active, flat) => {
      if (!active) sure.add(`${Math.floor(flat / sizes.Sq)} ${flat % sizes.Sq}`);
    });
    return { attends: ({ b, q }) => !sure.has(`${b} ${q}`) };
  },
};
