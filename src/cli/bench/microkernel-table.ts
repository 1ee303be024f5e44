/** @file The kernels that measure a device, one row each. */

export type CeilingName = "fma-f32" | "fma-f16" | "exp" | "read" | "copy";

export interface MicrokernelRow {
  readonly name: CeilingName;
  readonly style: string;
  readonly feature?: GPUFeatureName;
  /** What one invocation of one round does: operations, or bytes. */
  readonly work: number;
  /** It goes through memory, of which each invocation has its own part. */
  readonly isMemory: boolean;
  /** Workgroups of 64 in a dispatch. */
  readonly groups: number;
  readonly wgsl: string;
}

/** Enough for a large device to be full. */
const many = 2048;
/** Enough for a few cores; long stretches in each suit them. */
const few = 8;

/** What memory kernels go through. */
export const memoryBytes: number = 2 ** 26;

const head = (type: string): string => `struct Setting { rounds: u32, a: f32, b: f32 }
@group(0) @binding(0) var<uniform> setting: Setting;
@group(0) @binding(1) var<storage, read> source: array<${type}>;
@group(0) @binding(2) var<storage, read_write> sink: array<${type}>;
`;

/** `count` accumulators that do not depend on each other, and are all needed at the end. */
function arithmetic(name: CeilingName, count: number, type: "f32" | "f16", step: (x: string) => string, each: number): MicrokernelRow {
  const names = Array.from({ length: count }, (_, i) => `x${i}`);
  const wgsl = `${type === "f16" ? "enable f16;\n" : ""}${head("f32")}
@compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3u) {
  let a = ${type}(setting.a);
  let b = ${type}(setting.b);
${names.map((x, i) => `  var ${x} = ${type}(id.x % 64u + ${i}u);`).join("\n")}
  for (var i = 0u; i < setting.rounds; i++) {
${names.map((x) => `    ${x} = ${step(x)};`).join("\n")}
  }
  sink[id.x] = f32(${names.join(" + ")});
}
`;
  const feature = type === "f16" ? ({ feature: "shader-f16" } as const) : {};
  return { name, style: `${count} independent values`, ...feature, work: each * count, isMemory: false, groups: many, wgsl };
}

/** Through all of the memory once: each invocation through a stretch of its own, or neighbours through neighbouring elements. */
function memory(name: "read" | "copy", style: "stretches" | "side by side", groups: number): MicrokernelRow {
  const invocations = 64 * groups;
  const vectors = memoryBytes / 16 / invocations;
  const [first, place] = style === "stretches" ? [`id.x * ${vectors}u`, "first + i"] : ["id.x", `i * ${invocations}u + first`];
  const loop = `for (var i = 0u; i < ${vectors}u; i++)`;
  const reading = `  var sum = vec4f();\n  ${loop} { sum += source[${place}]; }\n  sink[id.x] = sum;`;
  const copying = `  ${loop} { sink[${place}] = source[${place}]; }`;
  // The rounds are dispatches of their own, so that nothing is kept in registers from one to the next.
  const wgsl = `${head("vec4f")}
@compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3u) {
  let first = ${first};
${name === "read" ? reading : copying}
}
`;
  return { name, style: `${style}, ${invocations} invocations`, work: vectors * 16 * (name === "copy" ? 2 : 1), isMemory: true, groups, wgsl };
}

export const microkernels: readonly MicrokernelRow[] = [
  arithmetic("fma-f32", 16, "f32", (x) => `fma(${x}, a, b)`, 2),
  arithmetic("fma-f32", 32, "f32", (x) => `fma(${x}, a, b)`, 2),
  arithmetic("fma-f16", 16, "f16", (x) => `fma(${x}, a, b)`, 2),
  arithmetic("fma-f16", 32, "f16", (x) => `fma(${x}, a, b)`, 2),
  arithmetic("exp", 16, "f32", (x) => `exp(-${x})`, 1),
  ...(["read", "copy"] as const).flatMap((name) => [
    memory(name, "stretches", few),
    memory(name, "stretches", 8 * few),
    memory(name, "side by side", few),
    memory(name, "side by side", many),
  ]),
];
