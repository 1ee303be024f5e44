/** @file The sizes of a call as an option gives them. */
import * as codes from "#src/diagnostics/codes/usage.ts";
import type { Report } from "#src/diagnostics/report.ts";
import type { DenseSizes } from "#src/reference/dense.ts";

export const shapeForm = "B,Hq,Hkv,Sq,Skv,D[,Dv]";

export function readShape(text: string, report: Report): DenseSizes | undefined {
  const [B = 0, Hq = 0, Hkv = 0, Sq = 0, Skv = 0, D = 0, Dv = D, ...more] = text
    .split(",")
    .map((part) => (/^\d{1,9}$/.test(part) ? Number(part) : 0));
  const sizes = { B, Hq, Hkv, Sq, Skv, D, Dv };
  const isGood = more.length === 0 && Object.values(sizes).every((size) => size > 0) && D <= 256 && Dv <= 256 && Hq % Hkv === 0;
  if (isGood) return sizes;
  return void report.add(codes.badValue("--shapes", text, `${shapeForm}, all from 1, Hq a multiple of Hkv, D and Dv up to 256`));
}

export const shapeText = ({ B, Hq, Hkv, Sq, Skv, D, Dv }: DenseSizes): string => [B, Hq, Hkv, Sq, Skv, D, ...(Dv === D ? [] : [Dv])].join(",");
