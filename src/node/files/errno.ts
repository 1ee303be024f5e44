/** @file The system's error codes in words. */
import { HeedError, type Diagnostic } from "#src/diagnostics/diagnostic.ts";
import { fail } from "#src/diagnostics/report.ts";

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file or directory",
  EACCES: "permission is denied",
  EPERM: "permission is denied",
  EISDIR: "it is a directory",
  ENOTDIR: "a part of its path is not a directory",
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EROFS: "the file system is read only",
  EFBIG: "it would be larger than the file system allows",
  ENAMETOOLONG: "its name is too long",
  ELOOP: "its symbolic links go in a circle",
  EMFILE: "too many files are open",
  EIO: "the disk reports an error",
};

/** Whether something thrown is the system error of this code. */
export function isSystemError(thrown: unknown, code: string): boolean {
  return thrown instanceof Error && "code" in thrown && thrown.code === code;
}

/** Passes a diagnostic on, and turns any other failure of a file operation into the one that `describe` makes of its reason. */
export function failWith(thrown: unknown, describe: (reason: string) => Diagnostic): never {
  if (thrown instanceof HeedError) throw thrown;
  return fail(describe(errorReason(thrown)));
}

function errorReason(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  const code = "code" in thrown && typeof thrown.code === "string" ? thrown.code : "";
  return Object.hasOwn(reasons, code) ? (reasons[code] as string) : code || thrown.message;
}
