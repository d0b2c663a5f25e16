// Runs on any Node that knows modules: nothing here may be newer than that, and nothing else is loaded before it.

/** Ends with one clear line if this Node is too old or an odd release that our dependencies do not support. */
export function checkNode() {
  var parts = process.versions.node.split('.').map(Number);
  var major = parts[0];
  var minor = parts[1];
  var ok = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major >= 24;
  if (ok) return;
  console.error('Cordon needs Node 20.19, 22.12, 24 or later; this is Node ' + process.versions.node + '.');
  process.exit(1);
}
