import { ImportFormat, ImportParams, ImportQuery, ImportResult, MAX_IMPORT_BYTES } from '@cordon/contract';
import { z } from 'zod';
import type { App } from '../../app.ts';
import type { Deps } from '../../deps.ts';
import { describeFormat, importFile } from './imports.service.ts';

const tags = ['imports'];
const CSV = 'text/csv';

/** The file as it was sent: what encoding it is in is found out later. */
const CsvBody = z
  .custom<Buffer>((body) => Buffer.isBuffer(body))
  .meta({
    type: 'string',
    contentMediaType: CSV,
    description: 'A CSV file in UTF-8, at most 16 MiB and 100,000 rows.',
  });

/** `/v1/imports`: people and devices from CSV files. */
export async function registerImports(app: App, deps: Deps): Promise<void> {
  app.get(
    '/v1/imports/:kind',
    {
      config: { permission: 'imports:write' },
      schema: {
        tags,
        operationId: 'showImportFormat',
        summary: 'Show the columns of a file, with a template',
        params: ImportParams,
        response: { 200: ImportFormat },
      },
    },
    async (request) => describeFormat(request.params.kind),
  );

  // A scope of its own: nothing else of /v1 takes CSV.
  await app.register((plain, _options, done) => {
    const scope = plain as unknown as App;
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(CSV, { parseAs: 'buffer' }, (_request, body, parsed) => parsed(null, body));
    scope.post(
      '/v1/imports',
      {
        bodyLimit: MAX_IMPORT_BYTES,
        config: { permission: 'imports:write' },
        schema: {
          tags,
          operationId: 'importFile',
          summary: 'Import people or devices from a CSV file',
          description:
            'All of the file or, with any fault, nothing; the same file again changes nothing. A dry run answers 200 with ' +
            'every fault by row and what would be done. An empty cell leaves what is there. Devices are not made, but ' +
            'assigned, tagged and grouped: only a handset itself can enrol.',
          consumes: [CSV],
          querystring: ImportQuery,
          body: CsvBody,
          response: { 200: ImportResult },
        },
      },
      async (request) => importFile(deps, request.operator, request.query, request.body),
    );
    done();
  });
}
