/** @file What `npm run bench` measures: suites of variants on shapes, and who is timed beside Heed at each. */
import type { Dtype } from "#src/cli/bench/task.ts";

export interface Suite {
  readonly name: string;
  readonly about: string;
  readonly dtype: Dtype;
  readonly peers: readonly string[];
  /** A variant of {@link variants} and `B,Hq,Hkv,Sq,Skv,D`. */
  readonly tasks: readonly (readonly [variant: string, shape: string])[];
  /** What every task is timed in turns with. */
  readonly beside?: Beside;
  /** What a reader of the figures should know. */
  readonly note?: string;
}

/** A kernel that differs from a task's in what is named here. */
export interface Beside {
  /** What the page calls it. */
  readonly name: string;
  readonly variant?: string;
  readonly dtype?: Dtype;
  readonly D?: number;
}

const noMask: Beside = { name: "full", variant: "full" };

export const variants = `attention full {}

attention causal {
  mask = q_idx >= kv_idx
}

attention window {
  mask = q_idx >= kv_idx && q_idx - kv_idx < 256
}

attention documents {
  fn document(token: i32) = div(token, 700)
  mask = q_idx >= kv_idx && document(q_idx) == document(kv_idx)
}

attention prefix {
  mask = kv_idx < 512 || q_idx >= kv_idx
}

attention block_diffusion {
  const block = 16
  let half = div(Skv, 2)
  let q_block = div(q_idx % half, block)
  let kv_block = div(kv_idx % half, block)
  mask = kv_idx >= half ? (q_idx >= half ? q_block >= kv_block : q_block > kv_block) : q_idx < half && q_block == kv_block
}

attention neighborhood_64 {
  mask = abs(div(q_idx, 64) - div(kv_idx, 64)) <= 6 && abs(q_idx % 64 - kv_idx % 64) <= 6
}

attention neighborhood_128 {
  mask = abs(div(q_idx, 128) - div(kv_idx, 128)) <= 6 && abs(q_idx % 128 - kv_idx % 128) <= 6
}

attention alibi {
  input slope: f32[Hq]
  score = score + slope[h] * (kv_idx - q_idx)
}

attention softcap {
  score = 30 * tanh(score / 30)
}

attention relative_bias {
  const reach = 128
  input bias: f32[Hq, 2 * reach + 1]
  score = score + bias[h, clamp(kv_idx - q_idx, -reach, reach) + reach]
}

attention last_keys {
  param window: i32 = 512
  mask = kv_idx >= Skv - window
}
`;

const square = (variant: string, length: number, D: number = 64) => [variant, `1,8,8,${length},${length},${D}`] as const;
const decode = (variant: string, length: number, D: number) => [variant, `1,32,8,1,${length},${D}`] as const;

const sparse = (neighborhood: string) => ["window", "documents", "prefix", "block_diffusion", neighborhood];

/** All suites; `quick` has the same with short sequences. */
export function suitesOf(quick: boolean): Suite[] {
  const lengths = quick ? [512] : [1024, 2048, 4096];
  const both = lengths.flatMap((length) => [square("full", length), square("causal", length)]);
  const [short, middle, long] = quick ? [256, 1024, 4096] : [1024, 4096, 65536];
  return [
    { name: "prefill-f32", about: "Prefill in f32", dtype: "f32", peers: ["ort-web", "jax-js", "tfjs"], tasks: both },
    {
      name: "prefill-f16",
      about: "Prefill in f16, in turns with f32",
      dtype: "f16",
      peers: ["jax-js"],
      beside: { name: "f32", dtype: "f32" },
      tasks: both,
    },
    {
      name: "decode",
      about: "One query over a cache, 32 heads over 8",
      dtype: "f32",
      peers: ["ort-web", "jax-js"],
      tasks: [decode("full", middle!, 128)],
    },
    {
      name: "decode-window",
      about: "One query over a long cache, all of it or its last 512 keys",
      dtype: "f32",
      peers: [],
      tasks: [decode("full", short!, 64), decode("full", long!, 64), decode("last_keys", long!, 64)],
    },
    {
      name: "window",
      about: "A causal window of 256",
      dtype: "f32",
      peers: ["ort-web"],
      tasks: (quick ? [512] : [2048, 4096]).map((length) => square("window", length)),
    },
    {
      name: "sparse",
      about: "What the plan leaves out, it saves: masks in turns with no mask at all",
      dtype: "f32",
      peers: [],
      beside: noMask,
      tasks: sparse("neighborhood_64").map((name) => square(name, quick ? 512 : 4096)),
    },
    {
      name: "sparse-long",
      about: "The same on a longer sequence, with one head",
      dtype: "f32",
      peers: [],
      beside: noMask,
      tasks: sparse("neighborhood_128").map((name) => [name, `1,1,1,${quick ? "1024,1024" : "16384,16384"},64`] as const),
    },
    {
      name: "scores",
      about: "What a score program costs, in turns with none",
      dtype: "f32",
      peers: [],
      beside: noMask,
      tasks: ["alibi", "softcap", "relative_bias"].map((name) => square(name, quick ? 512 : 1024)),
    },
    {
      name: "long",
      about: "More scores than any binding would hold",
      dtype: "f32",
      peers: [],
      tasks: [square("causal", quick ? 2048 : 16384)],
    },
    {
      name: "head-dims",
      about: "Head dims, in turns with 64",
      note:
        "Where a processor plays the GPU, a lane holds fewer rows the wider they are, so that kernels are made within seconds: on lavapipe eight up to " +
        "96 columns, four up to 192, two at 256. A load, hundreds of instructions there, then serves fewer multiply-adds; the cliff at 256 is that.",
      dtype: "f32",
      peers: [],
      beside: { name: "D = 64", D: 64 },
      tasks: [16, 32, 64, 72, 96, 128, 192, 256].map((D) => square("full", quick ? 256 : 1024, D)),
    },
  ];
}
