import type { Example } from "../../example.ts";

const [patches, registers] = [36, 4];
const crops = (count: number, heads: number) => {
  const tokens = count * (patches + registers);
  return { B: 1, Hq: heads, Hkv: heads, Sq: tokens, Skv: tokens };
};

export const example: Example = {
  family: "vision and language",
  summary: "Crops of an image, linked by registers",
  covers: ["falcon-registers"],
  picture: { sizes: crops(6, 1), tensors: {}, block: 4, caption: "6 crops of 36 patches and 4 registers" },
  small: { sizes: crops(5, 2), tensors: {} },
  oracle({ sizes }) {
    // The tokens as they are laid out: the patches of a crop, its registers, the next crop.
    const tokens: { crop: number; kind: "patch" | "register" }[] = [];
    for (let crop = 0; tokens.length < sizes.Skv; crop++) {
      for (let i = 0; i < patches; i++) tokens.push({ crop, kind: "patch" });
      for (let i = 0; i < registers; i++) tokens.push({ crop, kind: "register" });
    }
    return {
      attends({ q, k }) {
        const [from, to] = [tokens[q]!, tokens[k]!];
        return from.crop === to.crop || [from, to].every(({ kind }) => kind === "register");
      },
    };
  },
};
