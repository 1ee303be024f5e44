import type { Example, ExampleCall } from "../../example.ts";
import { integers } from "../../tensors.ts";

/** The kinds of tokens: what the model was told at first, the image, the question, what it has generated. */
const [system, image, question, generated] = [0, 1, 2, 3];

function prompt(lengths: readonly number[], heads: number): ExampleCall {
  const kinds = lengths.flatMap((length, kind) => Array<number>(length).fill(kind));
  const tensor = integers([1, kinds.length], (flat) => kinds[flat]!);
  return { sizes: { B: 1, Hq: heads, Hkv: heads, Sq: kinds.length, Skv: kinds.length }, tensors: { q_kind: tensor, kv_kind: tensor } };
}

export const example: Example = {
  family: "vision and language",
  summary: "One kind of token kept from seeing another, in some layers",
  covers: ["vlm-attention-knockout"],
  picture: {
    ...prompt([32, 256, 96, 128], 1),
    params: { blind: generated, hidden: image, layer: 12, first: 8, last: 16 },
    block: 16,
    caption: "layers 8 to 16: what is generated does not see the image",
  },
  small: { ...prompt([12, 70, 23, 45], 2), params: { blind: question, hidden: image, layer: 3, first: 3, last: 5 } },
  oracle: () => ({
    attends({ q, k }) {
      const kindAt = (token: number) => (token < 12 ? system : token < 82 ? image : token < 105 ? question : generated);
      const knockedOut = new Set([`${question} sees ${image}`]);
      return k <= q && !knockedOut.has(`${kindAt(q)} sees ${kindAt(k)}`);
    },
  }),
};
