/** @file The params of one call: defaults where nothing is given, each checked against its type. */
import type { Manifest } from "#codegen/manifest.ts";
import * as codes from "#src/diagnostics/codes/call.ts";
import type { Report } from "#src/diagnostics/report.ts";

const isValid = {
  i32: (value: unknown) => value === ((value as number) | 0),
  f32: (value: unknown) => Number.isFinite(value) && Number.isFinite(Math.fround(value as number)),
  bool: (value: unknown) => [true, false, 0, 1].includes(value as number),
};

/** The value of every param as the language sees it: f32 rounded, bool as 0 or 1. */
export function checkParams(
  params: Manifest["params"],
  given: Readonly<Record<string, number | boolean>> | undefined,
  report: Report,
): Record<string, number> {
  const values = { ...given };
  const names = params.map((param) => param.name);
  for (const name of Object.keys(values)) {
    if (!names.includes(name)) report.add(codes.unknownParam(name, names));
  }
  return Object.fromEntries(
    params.map(({ name, type, value }) => {
      const own = Object.hasOwn(values, name) ? values[name] : value;
      if (!isValid[type](own)) report.add(codes.badParam(name, type, own));
      return [name, type === "f32" ? Math.fround(Number(own)) : Number(own)];
    }),
  );
}
