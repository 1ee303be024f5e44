/** @file `heed compile --explain` and `heed plan --explain`: what they say, on standard error alone. */
import { expect, it } from "vitest";
import { encodeNpy } from "#src/node/files/npy.ts";
import { heed, inFolder } from "#test/support/cli.ts";

const ids = Int32Array.from({ length: 64 }, (_, i) => Math.floor(i / 24));

inFolder({
  "bounded.attn": "attention bounded {\n  mask = q_idx >= kv_idx\n  score = 30 * tanh(score / 30)\n}\n",
  "window.attn": "attention window {\n  param window: i32 = 16\n  mask = q_idx >= kv_idx && q_idx - kv_idx < window\n}\n",
  "sink.attn": [
    "attention sink {",
    "  input slope: f32[Hq]",
    "  param near: i32 = 32",
    "  let far = q_idx - kv_idx >= near",
    "  mask = q_idx >= kv_idx && (kv_idx < 4 || !far)",
    "  score = score + slope[q_idx] * div(kv_idx - near, 4) + kv_idx % 8",
    "}\n",
  ].join("\n"),
  "document.attn":
    "attention document {\n  input ids: i32[Sq]\n  input wild: i32[B, Skv]\n  mask = ids[q_idx] == ids[kv_idx] && wild[b, kv_idx] > 2 && q_idx > kv_idx\n}\n",
  "opaque.attn": "attention opaque {\n  let x = (q_idx * 7919) ^ (kv_idx * 104729)\n  mask = x * x % 4 == 2\n}\n",
  "dense.attn": "attention dense {\n  score = score * 2\n}\n",
  "ids.npy": encodeNpy({ type: "i32", shape: [64], data: ids }),
  "wild.npy": encodeNpy({ type: "i32", shape: [2, 64], data: Int32Array.from({ length: 128 }, (_, i) => (i * 31) % 7) }),
});

const compile = (...args: string[]) => heed(["compile", ...args, "--head-dim", "16", "--explain"]);
const plan = (...args: string[]) => heed(["plan", ...args, "--q-len", "64", "--kv-len", "64", "--block", "16", "--explain"]);

/** How many steps the planner takes is measured by its bench. */
const uncounted = (text: string): string => text.replaceAll(/\d+ (?=box|evaluation)/g, "N ");

it("leaves standard output as it is", async () => {
  const { code, stdout } = await compile("bounded.attn");
  expect(code).toBe(0);
  expect(stdout).toBe((await heed(["compile", "bounded.attn", "--head-dim", "16"])).stdout);
  const drawn = await plan("window.attn");
  expect(drawn.stdout).toBe((await heed(["plan", "window.attn", "--q-len", "64", "--kv-len", "64", "--block", "16"])).stdout);
});

it("says what is proved of a variant, and what that saves", async () => {
  expect((await compile("bounded.attn")).stderr).toMatchInlineSnapshot(`
    "bounded, for all sizes, params and tensors

    proved: every row has a key: kv_idx = 0 is allowed in each
     --> bounded.attn:2:10
      |
    2 |   mask = q_idx >= kv_idx
      |          ^^^^^^^^^^^^^^^
      = saves: the guard against rows without keys

    proved: every score is above −∞, whatever the dot product is
     --> bounded.attn:3:11
      |
    3 |   score = 30 * tanh(score / 30)
      |           ^^^^^^^^^^^^^^^^^^^^^
      = saves: a comparison at every pair

    proved: the keys of every row are neighbours
     --> bounded.attn:2:10
      |
    2 |   mask = q_idx >= kv_idx
      |          ^^^^^^^^^^^^^^^
      = saves: nothing: the kernel walks runs of blocks, which may have gaps all the same

    "
  `);
});

it("says under which conditions", async () => {
  expect((await compile("window.attn")).stderr).toMatchInlineSnapshot(`
    "window, for all sizes, params and tensors

    proved if Skv >= Sq and window > 0: every row has a key: kv_idx = q_idx is allowed in each
     --> window.attn:3:10
      |
    3 |   mask = q_idx >= kv_idx && q_idx - kv_idx < window
      |          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      = saves: nothing: the kernel serves all sizes and params

    not proved: every score is above −∞; the dot product is not bounded: it overflows where the data is large, and the data may hold infinities

    proved: the keys of every row are neighbours
     --> window.attn:3:10
      |
    3 |   mask = q_idx >= kv_idx && q_idx - kv_idx < window
      |          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      = saves: nothing: the kernel walks runs of blocks, which may have gaps all the same

    "
  `);
});

it("says what is not proved, and why; each helper once", async () => {
  expect((await compile("sink.attn")).stderr).toMatchInlineSnapshot(`
    "sink, for all sizes, params and tensors

    proved: every row has a key: kv_idx = 0 is allowed in each
     --> sink.attn:5:10
      |
    5 |   mask = q_idx >= kv_idx && (kv_idx < 4 || !far)
      |          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      = saves: nothing while a score may be −∞, which counts as masked

    not proved: every score is above −∞; from here it may come:
      = here: the dot product is not bounded: it overflows where the data is large, and the data may hold infinities
     --> sink.attn:6:11
      |
    6 |   score = score + slope[q_idx] * div(kv_idx - near, 4) + kv_idx % 8
      |           ^^^^^
      = here: the tensor may hold infinities
     --> sink.attn:6:19
      |
    6 |   score = score + slope[q_idx] * div(kv_idx - near, 4) + kv_idx % 8
      |                   ^^^^^^^^^^^^

    not proved: the keys of every row are neighbours
      = here: the keys of one side and of the other may have a gap between them
     --> sink.attn:5:30
      |
    5 |   mask = q_idx >= kv_idx && (kv_idx < 4 || !far)
      |                              ^^^^^^^^^^^^^^^^^^

    not proved: in \`slope[q_idx]\` \`q_idx\` stays inside Hq
     --> sink.attn:6:19
      |
    6 |   score = score + slope[q_idx] * div(kv_idx - near, 4) + kv_idx % 8
      |                   ^^^^^^^^^^^^
      = saves: nothing: the index is clamped

    not proved: \`kv_idx - near\` is never negative
     --> sink.attn:6:34
      |
    6 |   score = score + slope[q_idx] * div(kv_idx - near, 4) + kv_idx % 8
      |                                  ^^^^^^^^^^^^^^^^^^^^^
      = saves: nothing: the quotient is rounded down

    proved: \`kv_idx\` is never negative
     --> sink.attn:6:58
      |
    6 |   score = score + slope[q_idx] * div(kv_idx - near, 4) + kv_idx % 8
      |                                                          ^^^^^^^^^^
      = saves: rounding down: the machine's own division will do

    warning[W301]: \`q_idx\` is not proved to stay inside \`slope\` (dimension Hq), so reads past its edge take the edge's value
     --> sink.attn:6:19
      |
    6 |   score = score + slope[q_idx] * div(kv_idx - near, 4) + kv_idx % 8
      |                   ^^^^^^^^^^^^
      = help: clamp the index, or declare the dimension so that it covers it
    "
  `);
});

it("says that there is no mask", async () => {
  expect((await compile("dense.attn")).stderr).toMatchInlineSnapshot(`
    "dense, for all sizes, params and tensors

    proved: every row has a key, as there is no mask
      = saves: nothing while a score may be −∞, which counts as masked

    not proved: every score is above −∞; from here it may come:
      = here: the dot product is not bounded: it overflows where the data is large, and the data may hold infinities
     --> dense.attn:2:11
      |
    2 |   score = score * 2
      |           ^^^^^

    "
  `);
  expect((await plan("dense.attn")).stderr).toMatchInlineSnapshot(`
    "dense, for all sizes, params and tensors

    proved: every pair is allowed, as there is no mask

    dense, in this call

    stored as 1 segment of rows in step: 4 rows of blocks, 12 words; 1 table for 1 batch and 8 heads

    "
  `);
});

it("says of a plan what decided it, how it is stored, and what its rows are", async () => {
  expect(uncounted((await plan("window.attn")).stderr)).toMatchInlineSnapshot(`
    "window, for all sizes, params and tensors

    proved if Skv >= Sq and window > 0: every row has a key: kv_idx = q_idx is allowed in each
     --> window.attn:3:10
      |
    3 |   mask = q_idx >= kv_idx && q_idx - kv_idx < window
      |          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

    proved: the keys of every row are neighbours
     --> window.attn:3:10
      |
    3 |   mask = q_idx >= kv_idx && q_idx - kv_idx < window
      |          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

    window, in this call

    decided by N boxes; no pair was evaluated

    stored as 2 segments of rows in step: 4 rows of blocks, 18 words; 1 table for 1 batch and 8 heads

    every row has a key, as Skv >= Sq and window > 0

    the runs of every row of blocks are neighbours

    "
  `);
});

it("says where there are gaps, and what holds in this call", async () => {
  expect(uncounted((await plan("sink.attn", "--heads", "1", "--param", "near=16")).stderr)).toMatchInlineSnapshot(`
    "sink, for all sizes, params and tensors

    proved: every row has a key: kv_idx = 0 is allowed in each
     --> sink.attn:5:10
      |
    5 |   mask = q_idx >= kv_idx && (kv_idx < 4 || !far)
      |          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

    not proved: the keys of every row are neighbours
      = here: the keys of one side and of the other may have a gap between them
     --> sink.attn:5:30
      |
    5 |   mask = q_idx >= kv_idx && (kv_idx < 4 || !far)
      |                              ^^^^^^^^^^^^^^^^^^

    sink, in this call

    decided by N boxes and N evaluations for 4096 pairs, where boxes left this open:
      = here: open at N evaluations
     --> sink.attn:5:30
      |
    5 |   mask = q_idx >= kv_idx && (kv_idx < 4 || !far)
      |                              ^^^^^^^^^^
      = here: open at N evaluations
     --> sink.attn:5:44
      |
    5 |   mask = q_idx >= kv_idx && (kv_idx < 4 || !far)
      |                                            ^^^^

    stored as 2 segments of rows in step: 4 rows of blocks, 22 words

    every row has a key

    1 row of blocks with gaps between their runs, the first is row 3

    "
  `);
});

it("says what was evaluated pair by pair, which tensors ascend, which rows are empty", async () => {
  const args = ["document.attn", "--input", "ids=ids.npy", "--input", "wild=wild.npy", "--batch", "2"];
  expect(uncounted((await plan(...args)).stderr)).toMatchInlineSnapshot(`
    "document, for all sizes, params and tensors

    not proved: every row has a key; of the keys that were tried, kv_idx = 0 leaves least open:
     --> document.attn:4:10
      |
    4 |   mask = ids[q_idx] == ids[kv_idx] && wild[b, kv_idx] > 2 && q_idx > kv_idx
      |          ^^^^^^^^^^^^^^^^^^^^^^^^^
     --> document.attn:4:62
      |
    4 |   mask = ids[q_idx] == ids[kv_idx] && wild[b, kv_idx] > 2 && q_idx > kv_idx
      |                                                              ^^^^^^^^^^^^^^

    not proved: the keys of every row are neighbours
      = here: what the tensor holds is known at the call alone
     --> document.attn:4:10
      |
    4 |   mask = ids[q_idx] == ids[kv_idx] && wild[b, kv_idx] > 2 && q_idx > kv_idx
      |          ^^^^^^^^^^^^^^^^^^^^^^^^^
      = here: what the tensor holds is known at the call alone
     --> document.attn:4:39
      |
    4 |   mask = ids[q_idx] == ids[kv_idx] && wild[b, kv_idx] > 2 && q_idx > kv_idx
      |                                       ^^^^^^^^^^^^^^^^^^^

    document, in this call

    decided by N boxes and N evaluations for 8192 pairs, where boxes left this open:
      = here: open at N evaluations
     --> document.attn:4:10
      |
    4 |   mask = ids[q_idx] == ids[kv_idx] && wild[b, kv_idx] > 2 && q_idx > kv_idx
      |          ^^^^^^^^^^^^^^^^^^^^^^^^^
      = here: open at N evaluations
     --> document.attn:4:39
      |
    4 |   mask = ids[q_idx] == ids[kv_idx] && wild[b, kv_idx] > 2 && q_idx > kv_idx
      |                                       ^^^^^^^^^^^^^^^^^^^
      = here: open at N evaluations
     --> document.attn:4:62
      |
    4 |   mask = ids[q_idx] == ids[kv_idx] && wild[b, kv_idx] > 2 && q_idx > kv_idx
      |                                                              ^^^^^^^^^^^^^^

    \`ids\` is ascending

    \`wild\` is not ascending along its last axis: it falls at [0, 3]

    stored as 2 segments of rows in step: 4 rows of blocks, 19 words; 1 table for 2 batches and 8 heads

    9 rows without a key, the first is row 0 of batch 0, head 0

    the runs of every row of blocks are neighbours

    "
  `);
});

it("says that nothing could be spared", async () => {
  expect(uncounted((await plan("opaque.attn", "--heads", "1")).stderr)).toMatchInlineSnapshot(`
    "opaque, for all sizes, params and tensors

    not proved: every row has a key; of the keys that were tried, kv_idx = 0 leaves least open:
     --> opaque.attn:3:10
      |
    3 |   mask = x * x % 4 == 2
      |          ^^^^^^^^^^^^^^

    not proved: the keys of every row are neighbours
      = here: with kv_idx its value may rise and fall, or wrap around 32 bits
     --> opaque.attn:3:10
      |
    3 |   mask = x * x % 4 == 2
      |          ^^^^^^^^^^^^^^

    opaque, in this call

    nothing could be spared: N evaluations for 4096 pairs, where boxes left this open:
      = here: open at N evaluations
     --> opaque.attn:3:10
      |
    3 |   mask = x * x % 4 == 2
      |          ^^^^^^^^^^^^^^

    stored as 1 segment of rows in step: 4 rows of blocks, 8 words

    64 rows without a key, the first is row 0

    the runs of every row of blocks are neighbours

    "
  `);
});
