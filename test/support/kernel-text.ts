/** @file A kernel's text held to its manifest: every binding and uniform at the place it is said to have, and nothing else. */
import type { Program, ProgramManifest } from "#codegen/manifest.ts";

const features = [
  ["enable f16;", "shader-f16"],
  ["enable subgroups;", "subgroups"],
] as const;

/** What the text declares and the manifest does not say, or the other way round; empty where both agree. */
export function contradictions({ wgsl, manifest }: Program<ProgramManifest & { readonly workgroup: { readonly size: number } }>): string[] {
  const { entryPoint, bindings, uniforms, workgroup } = manifest;
  const struct = /struct Call \{\n([^}]*)\}/.exec(wgsl)?.[1] ?? "";
  const fields = [...struct.matchAll(/^ {2}(\w+): (\w+),$/gm)].map(([, name, type]) => `${name}: ${type}`);
  const declared = [...wgsl.matchAll(/^@group\(0\) @binding\((\d+)\) var<(.*?)> (\w+): /gm)].map(([, at, space, name]) => `${at} ${space} ${name}`);
  const said = bindings.map(({ binding, access, name }) => `${binding} ${access === "uniform" ? access : `storage, ${access}`} ${name}`);
  const rows = /const (?:WORKGROUP|LANES): u32 = (\d+)u;/.exec(wgsl)?.[1];
  const checks: readonly (readonly [unknown, unknown])[] = [
    [fields, uniforms.map(({ name, type }) => `${name}: ${type}`)],
    [declared, said],
    [bindings.map(({ binding }) => binding), bindings.map((_, i) => i)],
    [[...wgsl.matchAll(/@compute[^{]*?fn (\w+)/g)].map(([, name]) => name), [entryPoint]],
    [rows, String(workgroup.size)],
    ...("features" in manifest
      ? features.map(([directive, name]) => [wgsl.includes(directive), (manifest.features as string[]).includes(name)] as const)
      : []),
  ];
  return checks.flatMap(([text, manifestSays]) =>
    JSON.stringify(text) === JSON.stringify(manifestSays) ? [] : [`${JSON.stringify(text)} is not ${JSON.stringify(manifestSays)}`],
  );
}
