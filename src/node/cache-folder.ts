/** @file Where Heed keeps what it unpacks: a folder of this user's own that nobody else can write to, since libraries are loaded from it. */
import { access, constants, lstat, mkdir, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, isAbsolute, join } from "node:path";

type Environment = Readonly<Record<string, string | undefined>>;

/** The first usable of `$XDG_CACHE_HOME/heed`, `~/.cache/heed` and one in the folder for temporary files. */
export async function cacheFolder(env: Environment): Promise<string> {
  for (const folder of candidates(env)) {
    if (await isOurs(folder)) return folder;
  }
  return mkdtemp(join(tmpdir(), "heed-"));
}

function candidates(env: Environment): string[] {
  const { XDG_CACHE_HOME: cache, HOME: home } = env;
  return [
    ...(cache && isAbsolute(cache) ? [join(cache, "heed")] : []),
    ...(home && isAbsolute(home) ? [join(home, ".cache", "heed")] : []),
    join(tmpdir(), `heed-${process.getuid?.() ?? "user"}`),
  ];
}

/** Makes the folder where it is missing; a folder of somebody else's, or open to others, could hold anything. */
async function isOurs(folder: string): Promise<boolean> {
  try {
    await makeFolder(folder);
    await access(folder, constants.W_OK);
    const { uid, mode } = await lstat(folder);
    return uid === (process.getuid?.() ?? uid) && (mode & 0o022) === 0;
  } catch {
    return false;
  }
}

/** Parents first. Not Node's own `recursive`, which never returns where a folder can neither be made nor exists, as under /proc. */
async function makeFolder(folder: string): Promise<void> {
  if (
    await access(folder).then(
      () => true,
      () => false,
    )
  )
    return;
  await makeFolder(dirname(folder));
  await mkdir(folder, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
}
