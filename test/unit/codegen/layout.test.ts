import { expect, it } from "vitest";
import { createLayout, printLayout } from "#codegen/layout.ts";
import { createNamePool } from "#codegen/names.ts";

it("gives every uniform and binding one place, in the order of first need", () => {
  const layout = createLayout(createNamePool(["out"]));
  const before = layout.uniforms.length;
  expect(layout.uniform("window", "i32", { kind: "param", name: "window" })).toBe("call.window");
  expect(layout.uniform("Sq", "i32", { kind: "size", name: "Sq" })).toBe("call.Sq");
  expect(layout.uniform("anything", "i32", { kind: "param", name: "window" })).toBe("call.window");
  expect(layout.uniform("scale", "f32", { kind: "param", name: "scale" })).toBe("call.scale_2");
  expect(layout.uniform("loop", "u32", { kind: "param", name: "loop" })).toBe("call.loop_");
  expect(layout.uniforms.slice(before).map(({ name }) => name)).toEqual(["window", "scale_2", "loop_"]);
  expect(layout.uniforms.map(({ name }) => name).slice(0, 3)).toEqual(["B", "Sq", "Skv"]);

  expect(layout.storage("q", "f16")).toBe("q");
  expect(layout.captured("bias", "f16")).toBe("bias");
  expect(layout.captured("keep", "bool")).toBe("keep");
  expect(layout.captured("out", "i32")).toBe("u_out");
  expect(layout.captured("bias", "f16")).toBe("bias");
  expect(layout.storage("out", "f16", "read_write")).toBe("out");
  expect(layout.storage("q", "f16")).toBe("q");
  expect(printLayout(layout).slice(-9).join("\n")).toBe(`  loop_: u32,
}

@group(0) @binding(0) var<uniform> call: Call;
@group(0) @binding(1) var<storage, read> q: array<f16>;
@group(0) @binding(2) var<storage, read> bias: array<u32>;
@group(0) @binding(3) var<storage, read> keep: array<u32>;
@group(0) @binding(4) var<storage, read> u_out: array<i32>;
@group(0) @binding(5) var<storage, read_write> out: array<f16>;`);
});
