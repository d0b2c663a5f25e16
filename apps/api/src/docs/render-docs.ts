import { escapeHtml } from '../html/escape-html.ts';
import { schemaText } from './schema-text.ts';
import type { OpenapiDocument, OpenapiOperation, OpenapiParameter, OpenapiResponse } from './types.ts';

/** One operation with where it is. */
interface Entry {
  method: string;
  path: string;
  operation: OpenapiOperation;
}

/** The OpenAPI document as one page of HTML: without a script and without anything from elsewhere. */
export function renderDocs(document: OpenapiDocument): string {
  const entries = Object.entries(document.paths ?? {}).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );
  const tags = [...new Set(entries.map(tagOf))].sort();
  const links = tags.map((tag) => `<li><a href="#${escapeHtml(tag)}">${escapeHtml(tag)}</a></li>`).join('');
  const sections = tags
    .map((tag) =>
      renderTag(
        tag,
        entries.filter((entry) => tagOf(entry) === tag),
      ),
    )
    .join('\n');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(document.info.title)}</title>
<link rel="stylesheet" href="/docs/style.css">
</head>
<body>
<nav aria-label="Resources"><ul>${links}</ul></nav>
<main>
<h1>${escapeHtml(document.info.title)}</h1>
<p>${prose(document.info.description ?? '')}</p>
<p>The same for programs: <a href="/openapi.json">/openapi.json</a> (OpenAPI 3.1).</p>
${sections}
</main>
</body>
</html>
`;
}

function tagOf({ operation }: Entry): string {
  return operation.tags?.[0] ?? 'other';
}

function renderTag(tag: string, entries: readonly Entry[]): string {
  return `<section id="${escapeHtml(tag)}"><h2>${escapeHtml(tag)}</h2>\n${entries.map(renderOperation).join('\n')}</section>`;
}

function renderOperation({ method, path, operation }: Entry): string {
  const { operationId, summary = '', description, parameters = [], requestBody, responses } = operation;
  return `<details id="${escapeHtml(operationId)}">
<summary><b class="${method.toLowerCase()}">${method}</b> <code>${escapeHtml(path)}</code> ${escapeHtml(summary)}</summary>
${description === undefined ? '' : `<p>${prose(description)}</p>`}
<p>Needs: ${needText(operation)}. Operation <code>${escapeHtml(operationId)}</code>.</p>
${parameters.length === 0 ? '' : renderParameters(parameters)}
${Object.entries(requestBody?.content ?? {})
  .map(([type, { schema }]) => block(`Body, ${type}`, schemaText(schema)))
  .join('')}
${Object.entries(responses).map(renderResponse).join('')}
</details>`;
}

function needText(operation: OpenapiOperation): string {
  const permission = operation['x-permission'];
  if (permission === 'public') return 'nothing';
  if (permission === 'signed-in') return 'any user or API token';
  return `the permission <code>${escapeHtml(permission ?? '')}</code>${operation['x-everywhere'] ? ' on the whole organisation' : ''}`;
}

function renderParameters(parameters: readonly OpenapiParameter[]): string {
  const rows = parameters.map(
    ({ name, in: place, required, schema, description = '' }) =>
      `<tr><td><code>${escapeHtml(name)}</code></td><td>${escapeHtml(place)}${required ? ', required' : ''}</td>
<td>${escapeHtml(schemaText(schema))}</td><td>${prose(description)}</td></tr>`,
  );
  return `<table><thead><tr><th>Name</th><th>In</th><th>Type</th><th>Meaning</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

function renderResponse([status, response]: [string, OpenapiResponse]): string {
  if (response.$ref !== undefined) return '<p>Otherwise: a problem document (RFC 9457).</p>';
  const [[type, media] = []] = Object.entries(response.content ?? {});
  if (media === undefined) return `<p>${escapeHtml(status)}: without content.</p>`;
  return block(`${status}, ${type}`, schemaText(media.schema));
}

function block(title: string, text: string): string {
  return `<h3>${escapeHtml(title)}</h3><pre>${escapeHtml(text)}</pre>`;
}

/** Text with `code` in backticks. */
function prose(text: string): string {
  return escapeHtml(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>');
}

export const DOCS_STYLE = `:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0; display: flex; }
nav { position: sticky; top: 0; height: 100vh; overflow: auto; padding: 1rem; box-sizing: border-box; flex: 0 0 13rem; }
nav ul { list-style: none; margin: 0; padding: 0; }
main { padding: 1rem 2rem 4rem; max-width: 64rem; min-width: 0; }
details { border: 1px solid #8885; border-radius: 4px; margin: .5rem 0; padding: .4rem .8rem; }
summary { cursor: pointer; }
summary b { display: inline-block; min-width: 4.5rem; font-size: .85rem; }
.get { color: #1a7f37; } .post { color: #0969da; } .patch, .put { color: #9a6700; } .delete { color: #cf222e; }
pre { background: #8881; padding: .8rem; overflow: auto; font-size: .85rem; white-space: pre-wrap; }
table { border-collapse: collapse; } th, td { text-align: left; vertical-align: top; padding: .2rem .8rem .2rem 0; }
h3 { font-size: 1rem; margin-bottom: 0; }
@media (max-width: 50rem) { body { display: block; } nav { position: static; height: auto; } }
`;
