/** @file User names that are words of WGSL, names of the kernel's own, or names that these are made into: every kernel stays valid. */
import { expect, test } from "vitest";
import type { DeviceFamily } from "#codegen/choose-schedule.ts";
import { compileVariant } from "#src/compile.ts";
import { createReport } from "#src/diagnostics/report.ts";
import { fromAttn } from "#src/frontend/index.ts";
import { variantOf } from "#test/support/attention-data.ts";
import { validateWgsl } from "#test/support/validate-wgsl.ts";

const target = { Hq: 4, Hkv: 2, D: 6, Dv: 5 };

/** Keywords, reserved words, types and functions of WGSL (§15, §6, §17), as far as they are names in the language too. */
const words = `NULL Self abstract active alias alignas alignof array as asm asm_fragment async atomic attribute auto await become binding_array
  bitcast break case cast catch class co_await co_return co_yield coherent column_major common compile compile_fragment concept const_assert
  const_cast consteval constexpr constinit continue continuing crate debugger decltype default delete demote demote_to_helper diagnostic
  discard do dynamic_cast else enable enum explicit export extends extern external fallthrough filter final finally for friend fxgroup get
  goto groupshared highp impl implements inline instanceof interface layout loop lowp macro macro_rules match mat2x2 mediump meta mod module
  move mut mutable namespace new nil noexcept noinline nointerpolation non_coherent noncoherent noperspective null nullptr of operator
  override package packoffset partial pass patch pixelfragment precise precision premerge priv protected ptr pub public readonly ref
  regardless register reinterpret_cast require requires resource restrict return sampler self set shared sizeof smooth snorm static
  static_assert static_cast std struct subroutine super switch target template texture_2d this thread_local throw trait try type typedef
  typeid typename typeof union unless unorm unpack2x16float unsafe unsized use using var vec2 vec3 vec4 vec4f virtual void volatile wgsl
  while with workgroupBarrier writeonly yield all any dot select mix step fract main discard_`.split(/\s+/);

/** The kernel and, where there is one, its planner. */
function textsOf(text: string, family: DeviceFamily): string[] {
  const limits = { workgroupBytes: 16384, workgroupSize: 256, subgroup: 8 };
  const { wgsl, decoder, combiner, planner } = compileVariant(variantOf(text), { ...target, family, limits });
  return [wgsl, decoder!.wgsl, combiner!.wgsl, ...(planner ? [planner.wgsl] : [])];
}

/** Everything that a kernel calls something. */
const ownNames = (): string[] => {
  const text = `attention own { input slope: f16[Hq]\n input keep: bool[Skv]\n param window: i32 = 3\n
    mask = keep[kv_idx] && q_idx % 3 >= kv_idx - window\n score = score * slope[h] + tanh(score) }`;
  const kernels = (["gpu", "lavapipe", "quick"] as const).flatMap((family) => textsOf(text, family));
  return [
    ...new Set(
      kernels
        .join("\n")
        .replace(/\/\/.*/g, "")
        .match(/\b[A-Za-z_]\w*/g),
    ),
  ];
};

/** Those of the names that the language lets a user declare. */
function declarable(names: readonly string[]): string[] {
  return names.filter((name) => {
    const report = createReport();
    fromAttn(`attention a { param ${name}: f32 = 1\n score = score + ${name} }`, { report });
    return !report.hasErrors();
  });
}

const isTensor = (name: string) => !["q", "k", "v", "out", "lse"].includes(name);

async function expectValid(text: string): Promise<void> {
  for (const family of ["gpu", "lavapipe", "quick"] as const) {
    for (const wgsl of textsOf(text, family)) expect(await validateWgsl(wgsl)).toEqual([]);
  }
}

const lists = [
  ["words of WGSL", declarable(words)],
  ["names of a kernel", declarable(ownNames())],
] as const;

test("most of the words can be declared, so that something is tested", () => {
  expect(lists.map(([, names]) => names.length > 50)).toEqual([true, true]);
});

test.each(lists)("params, tensors and values called by %s", async (_, names) => {
  await expectValid(`attention params { ${names.map((name) => `param ${name}: f32 = 1\n`).join(" ")} score = score + ${names.join(" + ")} }`);
  const tensors = names.filter(isTensor);
  const types = ["f32", "f16", "bool", "u32"];
  const read = (name: string, i: number) => (types[i % 4] === "bool" ? `(${name}[h] ? 1 : 0)` : `${name}[h]`);
  await expectValid(
    `attention inputs { ${tensors.map((name, i) => `input ${name}: ${types[i % 4]}[Hq]\n`).join(" ")} score = score + ${tensors.map(read).join(" + ")} }`,
  );
  await expectValid(
    `attention masks { ${tensors.map((name) => `input ${name}: f32[Hq]\n`).join(" ")} mask = ${tensors.map((name) => `${name}[h]`).join(" + ")} > 0 }`,
  );
  const lets = names.map((name, i) => `let ${name} = score * kv_idx + q_idx * ${i}\n`).join(" ");
  const values = tensors.map((name, i) => `let ${name} = planets[kv_idx + ${i}] * q_idx\n`).join(" ");
  await expectValid(
    `attention mask_lets { input planets: f32[Skv]\n ${values} mask = ${tensors.map((name) => `${name} * ${name}`).join(" + ")} > 0 }`,
  );
  await expectValid(`attention lets { ${lets} score = ${names.map((name) => `${name} * ${name}`).join(" + ")} }`);
});

test.each(declarable(["array", "loop", "vec4", "f32x", "main", "call", "heed_tanh"]))("an attention called %s", async (name) => {
  await expectValid(`attention ${name} { mask = q_idx >= kv_idx }`);
});

test("names that come out alike, and those that look like Heed's own", async () => {
  await expectValid(`attention alike {
    input a: f16[Skv]
    input a_at: f16[Skv]
    input heed_tanh: f32[Hq]
    input a_2: u32[Skv]
    param __x: f32 = 1
    param u_x: f32 = 2
    param _: f32 = 3
    let slope_h = tanh(score) * heed_tanh[h]
    score = slope_h + a[kv_idx] + a_at[kv_idx] + a_2[kv_idx] + __x + u_x + _
  }`);
});
