// Bundles one app, or all: `node scripts/build-app.mjs api`. What npm brought stays in node_modules.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, stop } from 'esbuild';
import { externalPackages } from './lib/external-packages.mjs';
import { listApps, root } from './lib/paths.mjs';

/** Bundles `apps/<name>/src/main.ts` into `apps/<name>/dist/main.mjs`. */
async function buildApp(name) {
  const folder = join(root, 'apps', name);
  const result = await build({
    absWorkingDir: root,
    entryPoints: [join(folder, 'src/main.ts')],
    outfile: join(folder, 'dist/main.mjs'),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    sourcemap: true,
    sourcesContent: false,
    logLevel: 'warning',
    metafile: true,
    plugins: [externalPackages],
  });
  checkReachable(name, folder, result.metafile);
}

/** A package that npm put below another workspace would be missed only at run time: say so now. */
function checkReachable(name, folder, { outputs }) {
  const require = createRequire(join(folder, 'dist/main.mjs'));
  const isBundle = ([path]) => path.endsWith('main.mjs');
  const { imports } = Object.entries(outputs).find(isBundle)[1];
  for (const { path, external } of imports) {
    if (!external || path.startsWith('node:')) continue;
    try {
      require.resolve(path);
    } catch (error) {
      // A package for `import` alone is there all the same.
      if (error.code === 'ERR_PACKAGE_PATH_NOT_EXPORTED') continue;
      throw new Error(`apps/${name} needs "${path}", which npm did not put where it finds it.`);
    }
  }
}

/** Bundles these apps. esbuild's helper process ends with it, not with the caller, who may go on for weeks. */
export async function buildApps(names) {
  try {
    await Promise.all(names.map(buildApp));
  } finally {
    await stop();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const names = process.argv.length > 2 ? process.argv.slice(2) : listApps();
  await buildApps(names);
}
