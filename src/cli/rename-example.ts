/** @file The text of an example under another name; nothing else of it changes. */
import type { Source } from "#src/diagnostics/span.ts";
import { camelCase, freeName } from "#src/frontend/ts/js-names.ts";
import type { Form } from "./gallery.ts";

/** The name of the attention in a file of that name. */
export const attentionName = (file: string): string => file.replaceAll("-", "_");

/** The text with the attention renamed that the file is named after: an example has it once. */
export function renameExample({ name: file, text }: Source, form: Form, name: string): string {
  const before = file.replace(/\.\w+$/, "");
  const [from, to] = [attentionName(before), attentionName(name)];
  if (form === "attn") return text.replace(new RegExp(`^(attention )${from}\\b`, "m"), `$1${to}`);
  const constant = new RegExp(`^(export const )${camelCase(before)}\\b`, "m");
  const rest = text.replace(constant, "");
  const given = freeName(camelCase(name), (candidate) => new RegExp(`\\b${candidate}\\b`).test(rest));
  return text.replace(constant, `$1${given}`).replace(new RegExp(`\\bname: "${from}"`), `name: "${to}"`);
}
