/** @file Tensors of files brought to the types that are declared. */
import { expect, it } from "vitest";
import { convert } from "#src/cli/tensor-arguments.ts";
import { renderDiagnostics } from "#src/diagnostics/render.ts";
import { createReport } from "#src/diagnostics/report.ts";
import type { StorageType } from "#src/ir/types.ts";
import type { FileTensor, TensorData } from "#src/node/files/tensor.ts";

const tensor = (type: StorageType, data: TensorData): FileTensor => ({ type, shape: [data.length], data });

it.each<readonly [FileTensor, StorageType, TensorData]>([
  [tensor("f32", Float32Array.of(1, -2.5)), "f32", Float32Array.of(1, -2.5)],
  [tensor("f16", Uint16Array.of(0x3c00, 0xc100)), "f32", Float32Array.of(1, -2.5)],
  [tensor("f32", Float32Array.of(1, -2.5)), "f16", Uint16Array.of(0x3c00, 0xc100)],
  [tensor("i32", Int32Array.of(3, -4)), "f32", Float32Array.of(3, -4)],
  [tensor("bool", Uint8Array.of(1, 0)), "i32", Int32Array.of(1, 0)],
  [tensor("i32", Int32Array.of(3, 4)), "u32", Uint32Array.of(3, 4)],
  [tensor("u32", Uint32Array.of(3, 4)), "i32", Int32Array.of(3, 4)],
  [tensor("i32", Int32Array.of(1, 0)), "bool", Uint8Array.of(1, 0)],
])("%j as %s", (given, type, data) => {
  const report = createReport();
  expect(convert("x", given, type, report)).toEqual({ type, shape: given.shape, data });
  expect(report.diagnostics).toEqual([]);
});

it.each<readonly [FileTensor, StorageType, string]>([
  [tensor("f32", Float32Array.of(1)), "i32", "error[H504]: `x` is i32 and is given as f32\n  = help: give it as a tensor of i32"],
  [
    tensor("i32", Int32Array.of(-1)),
    "u32",
    "error[H504]: `x` is u32 and is given as i32 with values that are not u32\n  = help: give it as a tensor of u32",
  ],
  [
    tensor("u32", Uint32Array.of(2 ** 31)),
    "i32",
    "error[H504]: `x` is i32 and is given as u32 with values that are not i32\n  = help: give it as a tensor of i32",
  ],
  [
    tensor("i32", Int32Array.of(2)),
    "bool",
    "error[H504]: `x` is bool and is given as i32 with values that are not bool\n  = help: give it as a tensor of bool",
  ],
])("%j is no %s", (given, type, text) => {
  const report = createReport();
  convert("x", given, type, report);
  expect(renderDiagnostics(report.diagnostics)).toBe(text);
});
