import type { Example } from "../../example.ts";
import { floats, noise } from "../../tensors.ts";

const channels = (batch: number, count: number, tokens: number) => ({
  key: floats([batch, count, tokens], (flat) => 2 * noise(flat)),
  bonus: floats([count], noise),
  decay: floats([count], (channel) => 1 + 3 * channel),
});

export const example: Example = {
  family: "scores and biases",
  summary: "Per channel: what the tokens say, less by distance",
  covers: ["rwkv-sam-bi-wkv"],
  picture: { sizes: { B: 1, Hq: 4, Hkv: 4, Sq: 256, Skv: 256 }, tensors: channels(1, 4, 256), block: 32, caption: "four channels, 256 tokens" },
  small: { sizes: { B: 2, Hq: 3, Hkv: 3, Sq: 75, Skv: 75 }, tensors: channels(2, 3, 75) },
  oracle({ sizes, tensors }) {
    const T = sizes.Skv;
    return {
      score(_, { b, h, q, k }) {
        const said = tensors["key"]!.data[(b * sizes.Hq + h) * T + k]!;
        if (k === q) return said + tensors["bonus"]!.data[h]!;
        const between = k < q ? q - k - 1 : k - q - 1;
        return said - (between / T) * tensors["decay"]!.data[h]!;
      },
    };
  },
};
