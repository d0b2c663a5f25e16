/** esbuild plugin: workspace packages are sources and go into the bundle; everything else stays in node_modules. */
export const externalPackages = {
  name: 'external-packages',
  setup({ onResolve }) {
    onResolve({ filter: /^[^./]/ }, ({ path, kind }) => {
      if (kind === 'entry-point' || path.startsWith('@cordon/')) return undefined;
      return { path, external: true };
    });
  },
};
