import { describe, expect, test } from '@jest/globals';
import { readCsvFile } from './csv-file.ts';
import { createFaultList } from './fault-list.ts';

async function read(body: string | Buffer) {
  const faults = createFaultList();
  const file = await readCsvFile(Buffer.from(body), faults);
  return { cells: file && [file.headings, ...file.rows.map(({ cells }) => cells)], file, faults: faults.list() };
}

describe('a CSV file', () => {
  test.each([
    ['with a byte order mark and CRLF', '\ufeffname,unit\r\nAsha,hq\r\n'],
    ['with LF and no last line end', 'name,unit\nAsha,hq'],
    ['with CR alone', 'name,unit\rAsha,hq\r'],
    ['with semicolons', 'name;unit\r\nAsha;hq\r\n'],
    ['with tabs', 'name\tunit\nAsha\thq\n'],
    [
      'with quotation marks and spaces',
      '"name" , "unit"\n"Asha", hq '.replaceAll('" , "', '","').replaceAll('", ', '",'),
    ],
  ])('is read %s', async (_, text) => {
    expect(await read(text)).toMatchObject({
      cells: [
        ['name', 'unit'],
        ['Asha', 'hq'],
      ],
      faults: [],
    });
  });

  test('keeps commas, line ends and doubled quotation marks within a quoted cell', async () => {
    const { cells } = await read('name,unit\n"Rao, ""Asu""\nAsha",hq');
    expect(cells?.[1]).toEqual(['Rao, "Asu"\nAsha', 'hq']);
  });

  test('counts rows as a spreadsheet does, blank ones too', async () => {
    const { file } = await read('name,unit\n\nAsha,hq\n,\n"two\nlines",hq\nVeer,hq\n');
    expect(file?.rows.map(({ row }) => row)).toEqual([3, 5, 6]);
  });

  test('has a fault where it is not UTF-8, and at which row', async () => {
    const latin1 = Buffer.concat([Buffer.from('name\nAsha\nJos'), Buffer.from([0xe9]), Buffer.from('\n')]);
    expect((await read(latin1)).faults).toMatchObject([{ row: 3, detail: expect.stringContaining('UTF-8') }]);
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('name\n', 'utf16le')]);
    expect((await read(utf16)).faults).toMatchObject([{ row: 1, detail: expect.stringContaining('UTF-16') }]);
    expect((await read(Buffer.from('PK\u0003\u0004\u0000')))?.faults).toMatchObject([{ row: 1, column: null }]);
    expect((await read('')).faults).toMatchObject([{ row: 1, detail: 'The file is empty.' }]);
  });

  test('has a fault at a quotation mark that is never closed, and one in the middle of a cell', async () => {
    expect((await read('name\nAsha\n"Veer\nRao\n')).faults).toMatchObject([{ row: 3 }]);
    expect((await read('name\nAsha\nVe"er\n')).faults).toMatchObject([{ row: 3 }]);
    expect((await read(`name\n"${'x'.repeat(20_000)}"`)).faults).toMatchObject([{ row: 2 }]);
  });

  test('keeps letters of several bytes whole wherever the file is cut in reading', async () => {
    const names = Array.from({ length: 30_000 }, (_, n) => `${'x'.repeat(n % 3)}\u{1F468}\u0936`);
    const { cells } = await read(`name\n${names.join('\n')}`);
    expect(cells?.slice(1).flat()).toEqual(names);
  });

  test('is refused with more than 100,000 rows, and lets others run meanwhile', async () => {
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 1);
    await read(`name\n${'Asha\n'.repeat(100_000)}`);
    clearInterval(timer);
    expect(turns).toBeGreaterThan(5);
    await expect(read(`name\n${'Asha\n'.repeat(100_001)}`)).rejects.toMatchObject({ code: 'too-large' });
  });
});
