import type { Example, ExampleCall } from "../../example.ts";
import { floats, integers } from "../../tensors.ts";

/** Entity 0 fills the left of the image, entity 1 the right of it; the rest is background. */
const [width, height] = [14, 9];
const entityOfPixel = (pixel: number): number => [0, 0, -1, 1][Math.floor(((pixel % width) / width) * 4)]!;

/** "<start> a red cat and a black dog <end>": which entity each word belongs to, −1 for none. */
const words = ["", "", "cat", "cat", "", "", "dog", "dog", ""];
const wordEntity = (word: string): number => ["cat", "dog"].indexOf(word);

/** Early steps weigh the names, later ones the adjectives before them. */
const steps = 4;
const weightOf = (step: number, token: number): number => (words[token] === "" ? 1 : words[token + 1] === words[token] ? 1 + step : 1 + steps - step);

const call: ExampleCall = {
  sizes: { B: 1, Hq: 2, Hkv: 2, Sq: width * height, Skv: words.length },
  tensors: {
    region: integers([1, width * height], entityOfPixel),
    entity: integers([1, words.length], (token) => wordEntity(words[token]!)),
    weight: floats([steps, words.length], (flat) => weightOf(Math.floor(flat / words.length), flat % words.length)),
  },
};

export const example: Example = {
  family: "vision and language",
  summary: "A pixel reads the words of its own entity, weighted by step",
  covers: ["t2i-attention-modulation"],
  picture: { ...call, block: 1, caption: "126 pixels, two entities, 9 words" },
  small: { ...call, params: { step: 2 } },
  oracle: ({ params }) => ({
    attends({ q, k }) {
      const quarter = Math.floor((4 * (q % width)) / width);
      if (words[k] === "cat") return quarter < 2;
      return words[k] === "dog" ? quarter === 3 : true;
    },
    score: (score, { k }) => score + Math.log(weightOf(params?.["step"] ?? 0, k)),
  }),
};
