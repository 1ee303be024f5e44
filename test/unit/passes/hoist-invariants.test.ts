/** @file What is worth computing once per head, per query row, per key column. */
import { describe, expect, it } from "vitest";
import type { Node } from "#src/ir/node.ts";
import { printNode } from "#src/ir/print.ts";
import { hoistInvariants, runPasses } from "#src/passes/index.ts";
import { variantOf } from "#test/support/pass-text.ts";

function hoisted(sections: string): Record<string, string[]> {
  const { uniform, row, column } = hoistInvariants(variantOf(sections));
  const text = (nodes: typeof row): string[] => nodes.map((node) => printNode(node));
  return { uniform: text(uniform), row: text(row), column: text(column) };
}

describe("hoistInvariants", () => {
  it("takes the largest expression of each level", () => {
    expect(hoisted("score add(score, mul(mul(slope[h], 2.0), to_f32(sub(kv_idx, add(q_idx, 1)))))")).toEqual({
      uniform: ["mul(slope[h], 2.0)"],
      row: ["add(q_idx, 1)"],
      column: [],
    });
  });

  it("keeps a key's value only where a read or a slow operation is saved", () => {
    expect(hoisted("mask and(eq(document[b, q_idx], document[b, kv_idx]), lt(add(kv_idx, 1), q_idx))")).toEqual({
      uniform: [],
      row: ["document[b, q_idx]"],
      column: ["document[b, kv_idx]"],
    });
    expect(hoisted("mask eq(quot(kv_idx, 64), quot(q_idx, 64))")).toEqual({ uniform: [], row: ["quot(q_idx, 64)"], column: ["quot(kv_idx, 64)"] });
  });

  it("does not count a uniform read within a key's value", () => {
    expect(hoisted("mask lt(add(kv_idx, lengths[b]), q_idx)")).toEqual({ uniform: ["lengths[b]"], row: [], column: [] });
  });

  it("takes a section that is a single value of its level", () => {
    expect(hoisted("mask lt(kv_idx, lengths[b])\nscore slope[h]")).toEqual({ uniform: ["lengths[b]", "slope[h]"], row: [], column: [] });
  });

  it("leaves what depends on the score", () => {
    expect(hoisted("score mul(tanh(score), temperature)")).toEqual({ uniform: [], row: [], column: [] });
  });

  it("puts operands before users", () => {
    const { row } = hoistInvariants(runPasses(variantOf("mask and(lt(rem(q_idx, 4), kv_idx), lt(add(rem(q_idx, 4), q_idx), mul(kv_idx, kv_idx)))")));
    const places = new Map(row.map((node, i) => [node, i]));
    expect(row.length).toBeGreaterThan(1);
    for (const node of row) for (const arg of node.args) expect(places.get(arg) ?? -1).toBeLessThan(places.get(node)!);
  });

  describe("of pairs on a diagonal", () => {
    const diagonals = (sections: string): Record<string, string[]> => {
      const found = hoistInvariants(variantOf(sections), { sharesDiagonals: true });
      return Object.fromEntries(Object.entries(found).map(([name, nodes]) => [name, nodes.map((node: Node) => printNode(node))]));
    };

    it("takes the largest costly value that knows the difference alone, and what only it needs from nowhere else", () => {
      expect(diagonals("score add(score, mul(slope[sub(add(q_idx, 3), kv_idx)], 2.0))")).toEqual({
        uniform: [],
        row: [],
        column: [],
        diagonal: ["mul(slope[sub(add(q_idx, 3), kv_idx)], 2.0)"],
      });
    });

    it("keeps what others need of a row", () => {
      const { row, diagonal } = diagonals("mask lt(add(q_idx, 3), kv_idx)\nscore add(score, slope[sub(add(q_idx, 3), kv_idx)])");
      expect({ row, diagonal }).toEqual({ row: ["add(q_idx, 3)"], diagonal: ["slope[sub(add(q_idx, 3), kv_idx)]"] });
    });

    it("counts every multiple", () => {
      expect(diagonals("score slope[sub(mul(q_idx, 3), mul(kv_idx, 3))]")["diagonal"]).toHaveLength(1);
      expect(diagonals("score slope[sub(mul(q_idx, 3), mul(kv_idx, 2))]")["diagonal"]).toEqual([]);
      expect(diagonals("score slope[add(q_idx, kv_idx)]")["diagonal"]).toEqual([]);
    });

    it("leaves what is quick, what differs by float arithmetic, and what the score is in", () => {
      expect(diagonals("mask lt(sub(q_idx, kv_idx), window)")["diagonal"]).toEqual([]);
      expect(diagonals("score tanh(sub(to_f32(q_idx), to_f32(kv_idx)))")["diagonal"]).toEqual([]);
      expect(diagonals("score tanh(mul(score, to_f32(sub(q_idx, kv_idx))))")["diagonal"]).toEqual([]);
      expect(diagonals("score tanh(to_f32(sub(q_idx, kv_idx)))")["diagonal"]).toHaveLength(1);
    });
  });
});
