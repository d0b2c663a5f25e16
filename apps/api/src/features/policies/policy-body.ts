import type { App } from '../../app.ts';

/** Types under which a document may be sent as it is, in YAML. */
const YAML_TYPES = ['application/yaml', 'application/x-yaml', 'text/yaml'];

/**
 * Lets a body be the policy document itself, as YAML or as JSON, or `{ format, source }`. Whatever comes, the route gets
 * `{ format, source }`: the text is read once, by the policy package, which knows lines and columns.
 */
export function acceptPolicyBodies(app: App): void {
  app.addContentTypeParser(YAML_TYPES, { parseAs: 'string' }, (_request, body, done) => {
    done(null, { format: 'yaml', source: body });
  });
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    done(null, unwrap(String(body)));
  });
}

/** A JSON object with a `source` is the envelope; a policy document has no such member. Broken JSON is the reader's to explain. */
function unwrap(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    if (
      typeof value === 'object' &&
      value !== null &&
      (Object.hasOwn(value, 'source') || Object.hasOwn(value, 'format'))
    )
      return value;
  } catch {
    // Falls through: parsePolicy tells where.
  }
  return { format: 'json', source: text };
}
