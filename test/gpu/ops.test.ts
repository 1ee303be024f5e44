/**
 * @file The WGSL of every row of the op table against the row's meaning: one shader that walks the table, on special and random operands.
 * Truths, whole numbers and selections must be exact, f32 results lie inside the interval that the block analysis relies on.
 */
import { expect, it } from "vitest";
import { emitExpression } from "#codegen/emit-expression.ts";
import { libraryFor } from "#codegen/library.ts";
import { anything, contains, point, type Interval } from "#src/ir/interval.ts";
import { float64Domain } from "#src/ir/machine.ts";
import { createGraph, type Apply } from "#src/ir/node.ts";
import { row } from "#src/ir/ops.ts";
import { rangeRule } from "#src/ir/range.ts";
import type { ScalarType } from "#src/ir/types.ts";
import { createFilled, usage } from "#src/runtime/buffers.ts";
import { gpuDescribe, testDevice } from "#test/support/device.ts";
import { applications, hash } from "#test/support/ir-arbitrary.ts";
import { expectFile } from "#test/support/snapshot-file.ts";

/** Points per row: all pairs of special values first, random ones behind. */
const count = 2048;
const workgroup = 64;

const nan = Number.NaN;
const specials: Readonly<Record<ScalarType, readonly number[]>> = {
  bool: [0, 1],
  i32: [0, 1, -1, 2, 3, -2, -3, 7, -7, 5, 31, 32, 33, 40, 100, -100, 65536, 2 ** 30, -(2 ** 30), 2 ** 31 - 1, -(2 ** 31), -(2 ** 31) + 1],
  f32: `0 1 -1 0.5 -0.5 1.5 2.5 -1.5 -2.5 2 3 -3 0.1 0.37 -0.37 1e-3 -1e-6 1e-20 1e-30 1e-36 7 9.25 -9.25 3.1415927 1.5707963 -3.1415927 20 -20
    87 -87 90 -90 100 -100 200 8388608 8388607.5 16777216 1e9 2147483648 -2147483648 3e9 1e20 -1e20 1e36 3e38 -3e38 3.4028234663852886e38
    Infinity -Infinity NaN`
    .split(/\s+/)
    .map(Number),
};

function random(type: ScalarType, seed: number): number {
  const bits = hash(seed, [seed >> 3, 17]);
  const unit = hash(seed, [5, 23]) / 2 ** 32 - 0.5;
  if (type === "bool") return bits & 1;
  if (type === "i32") return bits % 3 === 0 ? bits | 0 : Math.round(unit * 2 ** (bits % 20));
  return unit * 2 ** ((bits % 5 === 0 ? (bits >>> 8) % 60 : (bits >>> 8) % 12) - (bits % 5 === 0 ? 30 : 5));
}

/** The operands of the `i`-th point of the `r`-th row. */
function operandsAt(types: readonly ScalarType[], r: number, i: number): number[] {
  const pairs = types.reduce((product, type) => product * specials[type].length, 1);
  const stride = pairs > count / 2 ? 7919 : 1;
  let rest = (i * stride) % pairs;
  const isSpecial = i < Math.min(pairs, count / 2) || (types.length > 2 && i < (count * 3) / 4);
  return types.map((type, k) => {
    const known = specials[type];
    const value = isSpecial ? known[rest % known.length]! : random(type, i * 31 + k * 1009 + r * 65537);
    rest = Math.floor(rest / known.length);
    return type === "f32" ? Math.fround(value) : value;
  });
}

const rows = applications.map(({ op, types, result }) => {
  const graph = createGraph();
  const node = graph.apply(op, ...types.map((type, i) => graph.variable(`x${i}`, type))) as Apply;
  return { op, types, result, node, name: `${op}(${types.join(", ")})` };
});

const slots = Math.max(...rows.map(({ types }) => types.length));

function shader(): string {
  const read = (type: ScalarType, k: number) => {
    const word = `operands[at + ${k}u]`;
    return type === "bool" ? `${word} != 0u` : `bitcast<${type}>(${word})`;
  };
  const write = (type: ScalarType, text: string) => (type === "bool" ? `u32(${text})` : `bitcast<u32>(${text})`);
  const functions = rows.map(({ types, result, node }, r) =>
    [
      `fn row_${r}(at: u32) -> u32 {`,
      ...types.map((type, k) => `  let x${k} = ${read(type, k)};`),
      `  return ${write(result, emitExpression(node, { names: new Map(), variable: (name) => name, load: () => "" }))};`,
      "}",
    ].join("\n"),
  );
  const cases = rows.map((_, r) => `    case ${r}u: { results[place] = row_${r}(place * ${slots}u); }`);
  return [
    "@group(0) @binding(0) var<storage, read> operands: array<u32>;",
    "@group(0) @binding(1) var<storage, read_write> results: array<u32>;",
    ...libraryFor(functions.join("\n")),
    ...functions,
    `@compute @workgroup_size(${workgroup})`,
    "fn every_row(@builtin(global_invocation_id) id: vec3<u32>) {",
    `  let place = id.y * ${count}u + id.x;`,
    "  switch (id.y) {",
    ...cases,
    "    default: {}",
    "  }",
    "}",
  ].join("\n");
}

function encodeOperands(): Uint32Array {
  const words = new Uint32Array(rows.length * count * slots);
  const floats = new Float32Array(words.buffer);
  rows.forEach(({ types }, r) => {
    for (let i = 0; i < count; i++) {
      operandsAt(types, r, i).forEach((value, k) => {
        const place = (r * count + i) * slots + k;
        if (types[k] === "f32") floats[place] = value;
        else words[place] = value;
      });
    }
  });
  return words;
}

let ran: Promise<ArrayBuffer> | undefined;

/** The results of all rows, computed once. */
const resultsOfRows = (): Promise<ArrayBuffer> => (ran ??= runRows());

async function runRows(): Promise<ArrayBuffer> {
  const device = await testDevice();
  const module = device.createShaderModule({ label: "every row", code: shader() });
  const { messages } = await module.getCompilationInfo();
  expect(messages.map(({ message }) => message)).toEqual([]);
  const pipeline = await device.createComputePipelineAsync({ layout: "auto", compute: { module, entryPoint: "every_row" } });
  const operands = createFilled(device, "operands", usage.storage, encodeOperands());
  const results = device.createBuffer({ label: "results", size: 4 * rows.length * count, usage: usage.storage | usage.copySrc });
  const staging = device.createBuffer({ label: "staging", size: results.size, usage: usage.mapRead | usage.copyDst });
  const entries = [operands, results].map((buffer, binding) => ({ binding, resource: { buffer } }));
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  pass.setPipeline(pipeline);
  pass.setBindGroup(0, device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries }));
  pass.dispatchWorkgroups(count / workgroup, rows.length);
  pass.end();
  encoder.copyBufferToBuffer(results, 0, staging, 0, results.size);
  device.queue.submit([encoder.finish()]);
  await staging.mapAsync(1);
  const bytes = staging.getMappedRange().slice(0);
  for (const buffer of [operands, results, staging]) buffer.destroy();
  return bytes;
}

const pointOf = (value: number): Interval => (Number.isNaN(value) ? anything : point(value));

/** Whether f32 can tell a value from 0 on a device that keeps no subnormals. */
const isNormal = (value: number): boolean => value === 0 || Math.abs(value) >= 2 ** -126;

/** Of a size that scores and positions have. */
const isTame = (value: number): boolean => isNormal(value) && Math.abs(value) < 2 ** 14;

/** A small error before these is a large one behind them; their intervals know. */
const jumps: readonly string[] = ["mod", "rem", "fma"];

it("is kept as a file, to which naga is held too", () => {
  expectFile("test/golden/every-row.wgsl", `${shader()}\n`);
});

gpuDescribe("the WGSL of every row", () => {
  it("gives what the row means", async () => {
    const bytes = await resultsOfRows();
    const [integers, floats] = [new Int32Array(bytes), new Float32Array(bytes)];
    const wrong = rows.flatMap(({ node, types, result, name }, r) => {
      const exactly = float64Domain(() => nan).apply(node);
      const range = rangeRule(node);
      return Array.from({ length: count }, (_, i) => {
        const operands = operandsAt(types, r, i);
        const exact = exactly(...operands);
        const found = (result === "f32" ? floats : integers)[r * count + i]!;
        const isRight = result === "f32" && !Number.isNaN(exact) ? contains(range(...operands.map(pointOf)), found) : Object.is(found + 0, exact + 0);
        return isRight || !operands.every(isNormal) ? [] : [`${name} of ${operands.join(", ")} is ${found} and means ${exact}`];
      }).flat();
    });
    console.info(`operations on the device: ${rows.length} typed rows, ${count} points each`);
    expect(wrong).toEqual([]);
  });

  it("is as close as the row's error says", async () => {
    const floats = new Float32Array(await resultsOfRows());
    const worst = rows.map(({ node, types, name }, r) => {
      const { ulp = 1, abs = 0 } = row(node.op);
      const exactly = float64Domain(() => nan).apply(node);
      const errors = Array.from({ length: count }, (_, i) => {
        const operands = operandsAt(types, r, i);
        const exact = exactly(...operands);
        const allowed = Math.abs(exact) * ulp * 2 ** -23 + abs + 2 ** -126;
        return operands.every(isTame) && isTame(exact) ? Math.abs(floats[r * count + i]! - exact) / allowed : 0;
      });
      return { name, share: Math.max(...errors) };
    });
    const told = rows.flatMap(({ node, result }, r) => (result === "f32" && row(node.op).ulp ? [worst[r]!] : []));
    console.info(`share of the error allowed: ${told.map(({ name, share }) => `${name} ${share.toFixed(2)}`).join(", ")}`);
    expect(worst.filter(({ share }, r) => rows[r]!.result === "f32" && !jumps.includes(rows[r]!.op) && share > 1)).toEqual([]);
  });
});
