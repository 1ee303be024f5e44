import type { Example } from "../../example.ts";

const [tokens, block] = [16, 8];

const video = (frames: number, text: number) => {
  const count = frames * tokens + text;
  return { sizes: { B: 1, Hq: 1, Hkv: 1, Sq: count, Skv: count }, tensors: {}, params: { video: frames * tokens } };
};

const digits = (n: number): number => (n === 0 ? 0 : n.toString(2).length);

export const example: Example = {
  family: "video and views",
  summary: "A video, in which attention thins out with the distance of frames",
  covers: ["radial-attention"],
  picture: { ...video(24, 32), block: 8, caption: "24 frames of 16 tokens, then 32 tokens of text" },
  small: video(9, 3),
  oracle({ params }) {
    const end = params!["video"]!;
    const read = (token: number) => ({ isText: token >= end, frame: Math.floor(token / tokens), place: token % tokens });
    return {
      attends({ q, k }) {
        const [query, key] = [read(q), read(k)];
        if (query.isText || key.isText || key.frame === 0) return true;
        const frames = Math.abs(query.frame - key.frame);
        // As its code has it, in real numbers.
        const decayed = 2 ** digits(tokens) / 2 ** digits(frames);
        const width = frames <= 1 ? tokens : Math.max(decayed, block);
        const every = decayed >= block ? 1 : block / decayed;
        return Math.abs(query.place - key.place) <= width && frames % every === 0;
      },
    };
  },
};
