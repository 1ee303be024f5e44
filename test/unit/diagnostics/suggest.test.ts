import { expect, it } from "vitest";
import { didYouMean, suggest } from "#src/diagnostics/suggest.ts";

const names = ["q_idx", "kv_idx", "slope", "score", "h"];

it.each([
  ["qidx", "q_idx"],
  ["q_idxx", "q_idx"],
  ["k_idx", "q_idx"],
  ["kvidx", "kv_idx"],
  ["sloep", "slope"],
  ["slpoe", "slope"],
  ["slop", "slope"],
  ["sloppe", "slope"],
  ["Slope", "slope"],
  ["SCORE", "score"],
  ["scare", "score"],
  ["lsope", "slope"],
])("%s could be %s", (name, meant) => {
  expect(suggest(name, names)).toBe(meant);
  expect(didYouMean(name, names)).toBe(`did you mean \`${meant}\`?`);
});

it.each(["slope", "sclepe", "solpes", "epols", "", "hh", "x", "kv", "scores_of"])("%s is not guessed at", (name) => {
  expect(
    suggest(
      name,
      names.filter((other) => other !== name),
    ),
  ).toBeUndefined();
  expect(didYouMean(name, [])).toBeUndefined();
});
