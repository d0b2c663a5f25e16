import { join } from 'node:path';

/** Where the console's build is: the same way from this source as from the API's bundle. */
export const consoleDirectory = join(import.meta.dirname, '../../console/dist');
