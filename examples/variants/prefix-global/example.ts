import type { Example } from "../../example.ts";

const square = (tokens: number, heads: number) => ({ B: 1, Hq: heads, Hkv: 1, Sq: tokens, Skv: tokens });

export const example: Example = {
  family: "prefixes and documents",
  summary: "Global tokens at the front, a window for the others",
  covers: ["wikiweb2m-prefix-global"],
  picture: { sizes: square(1024, 1), tensors: {}, block: 32, caption: "1024 tokens, 64 of them global, radius 64" },
  small: { sizes: square(137, 2), tensors: {}, params: { globals: 11, radius: 17 } },
  oracle({ sizes, params }) {
    const { globals = 64, radius = 64 } = params ?? {};
    const all = Array.from({ length: sizes.Skv }, (_, token) => token);
    const views = all.map(
      (token) => new Set(token < globals ? all : [...all.slice(0, globals), ...all.slice(Math.max(0, token - radius), token + radius + 1)]),
    );
    return { attends: ({ q, k }) => views[q]!.has(k) };
  },
};
