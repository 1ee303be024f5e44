/**
 * @file Results to a file or standard output. A file is replaced only by a complete new one: the bytes go to a temporary file beside it,
 * reach the disk, and then take its name in one step.
 */
import { randomUUID } from "node:crypto";
import { access, constants, open, readlink, realpath, rename, rm, stat, writeFile, type FileHandle } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import type { Writable } from "node:stream";
import { cannotWrite, fileExists } from "#src/diagnostics/codes/files.ts";
import { fail } from "#src/diagnostics/report.ts";
import { failWith, isSystemError } from "./errno.ts";

/** What a new file takes over from the one it replaces. */
interface Existing {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

const maxLinks = 40;

/** Writes the whole of `content` to `path`, or to `stdout` for `-`; that a pipe's reader left early is no error. */
export async function writeOutput(path: string, content: Uint8Array | string, stdout: Writable = process.stdout): Promise<void> {
  if (path === "-") return writeStream(stdout, content);
  try {
    const target = await followLinks(path);
    const found = await stat(target).catch(absent);
    if (found?.isDirectory() || path.endsWith("/")) fail(cannotWrite(path, "it is a directory"));
    // A device or a pipe is written to, never replaced.
    if (found && !found.isFile()) return await writeFile(target, content);
    if (found) await access(target, constants.W_OK);
    await replaceFile(target, content, found);
  } catch (thrown) {
    failWith(thrown, (reason) => cannotWrite(path, isSystemError(thrown, "ENOENT") ? "its directory does not exist" : reason));
  }
}

/** Writes a file that must not be there yet: not even one that appears meanwhile is overwritten. */
export async function createOutput(path: string, content: string): Promise<void> {
  try {
    await writeFile(path, content, { flag: "wx" });
  } catch (thrown) {
    if (isSystemError(thrown, "EEXIST")) fail(fileExists(path));
    failWith(thrown, (reason) => cannotWrite(path, isSystemError(thrown, "ENOENT") ? "its directory does not exist" : reason));
  }
}

/** Where a chain of symbolic links ends, even if nothing is there yet; the links themselves stay. */
async function followLinks(path: string, links: number = 0): Promise<string> {
  // The directory is made real first: a link's "../x" counts from where its directory truly is.
  const place = join(await realpath(dirname(path)), basename(path));
  const link = await readlink(place).catch((thrown: unknown) => (isSystemError(thrown, "EINVAL") ? undefined : absent(thrown)));
  if (link === undefined) return place;
  if (links === maxLinks) throw Object.assign(new Error(path), { code: "ELOOP" });
  return followLinks(resolve(dirname(place), link), links + 1);
}

async function replaceFile(target: string, content: Uint8Array | string, existing: Existing | undefined): Promise<void> {
  const directory = dirname(target);
  const temporary = join(directory, `.heed-${randomUUID()}.tmp`);
  try {
    const handle = await open(temporary, "wx", existing ? 0o600 : 0o666);
    try {
      await handle.writeFile(content);
      if (existing) await takeOver(handle, existing);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, target);
  } catch (thrown) {
    await rm(temporary, { force: true });
    throw thrown;
  }
  await syncDirectory(directory);
}

async function takeOver(handle: FileHandle, { mode, uid, gid }: Existing): Promise<void> {
  // Only root may give files away; to everyone else the new file belongs, as all new files do. Owner first: a change of owner drops modes.
  await handle.chown(uid, gid).catch((thrown: unknown) => {
    if (!isSystemError(thrown, "EPERM")) throw thrown;
  });
  await handle.chmod(mode & 0o7777);
}

/** Makes the new name last; not every file system lets a directory be synced, and the file is complete either way. */
async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory).catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

const guarded = new WeakSet<Writable>();

async function writeStream(stream: Writable, content: Uint8Array | string): Promise<void> {
  // The error is also emitted, after the callback, and would end the process where nobody listens.
  if (!guarded.has(stream)) stream.on("error", () => undefined);
  guarded.add(stream);
  const thrown = await new Promise<unknown>((done) => void stream.write(content, done));
  // Once its reader has left, a stream is destroyed, and what is still written to it fails with the second code.
  const readerLeft = ["EPIPE", "ERR_STREAM_DESTROYED"].some((code) => isSystemError(thrown, code));
  if (thrown && !readerLeft) failWith(thrown, (reason) => cannotWrite("<stdout>", reason));
}

function absent(thrown: unknown): undefined {
  if (!isSystemError(thrown, "ENOENT")) throw thrown;
  return undefined;
}
