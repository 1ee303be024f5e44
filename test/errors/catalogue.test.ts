/** @file The catalogue as a whole: every code is shown to a reader somewhere in this folder, stands in its room, and is given out once. */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import * as call from "#src/diagnostics/codes/call.ts";
import * as device from "#src/diagnostics/codes/device.ts";
import * as files from "#src/diagnostics/codes/files.ts";
import * as language from "#src/diagnostics/codes/language.ts";
import * as limits from "#src/diagnostics/codes/limits.ts";
import * as python from "#src/diagnostics/codes/python.ts";
import * as syntax from "#src/diagnostics/codes/syntax.ts";
import * as typescript from "#src/diagnostics/codes/typescript.ts";
import * as usage from "#src/diagnostics/codes/usage.ts";

const rooms: Readonly<Record<string, { readonly functions: object; readonly codes: RegExp }>> = {
  call: { functions: call, codes: /^H5/ },
  device: { functions: device, codes: /^H6/ },
  files: { functions: files, codes: /^[HW]7/ },
  language: { functions: language, codes: /^[HW][23]/ },
  limits: { functions: limits, codes: /^H6/ },
  python: { functions: python, codes: /^[HW]9/ },
  syntax: { functions: syntax, codes: /^H1/ },
  typescript: { functions: typescript, codes: /^[HW]4/ },
  usage: { functions: usage, codes: /^H8/ },
};

/** Codes that several functions give: one mistake about different things. */
const shared = ["H503", "H524"];

/** The code and the beginning of the text that each function of a room gives. */
const given = Object.keys(rooms).flatMap((room) => {
  const text = readFileSync(`src/diagnostics/codes/${room}.ts`, "utf8");
  return [...text.matchAll(/\b(error|warning)\(\s*"(\w+)",\s*[`"](.*?)[`"](?:,|\))/gs)].map(([, kind, code, message]) => ({
    room,
    kind,
    code: code!,
    message: message!,
  }));
});

const shown = readdirSync("test/errors")
  .filter((name) => name !== "catalogue.test.ts")
  .map((name) => readFileSync(`test/errors/${name}`, "utf8"))
  .join("\n");

it("lists every file of codes", () => {
  expect(readdirSync("src/diagnostics/codes").map((name) => name.replace(".ts", ""))).toEqual(Object.keys(rooms).toSorted());
});

describe.each(Object.entries(rooms))("%s", (room, { functions, codes }) => {
  const own = given.filter((one) => one.room === room);

  it("exports functions that give diagnostics, and nothing else", () => {
    expect(Object.values(functions).filter((each) => typeof each !== "function")).toEqual([]);
    expect(own.length).toBeGreaterThan(0);
  });

  it("keeps to its range, warnings being W", () => {
    expect(own.filter(({ code, kind }) => !codes.test(code) || code.startsWith("W") !== (kind === "warning"))).toEqual([]);
  });

  it("has its texts in one style", () => {
    expect(
      own.filter(({ message }) => /^[A-Z][a-z ]/.test(message) || /[.!]$/.test(message)).map(({ code, message }) => `${code}: ${message}`),
    ).toEqual([]);
  });

  it.each([...new Set(own.map(({ code }) => code))])("%s is shown whole in a test", (code) => {
    expect(shown).toContain(`${code.startsWith("W") ? "warning" : "error"}[${code}]: `);
  });
});

it("gives every code once", () => {
  const codes = given.map(({ code }) => code);
  expect([...new Set(codes.filter((code, i) => codes.indexOf(code) !== i))]).toEqual(shared);
});
