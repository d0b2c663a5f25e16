import type { CatalogueFile } from '../schema.ts';
import { xiaomi } from './xiaomi.ts';

/** Every file of the built-in catalogue. */
export const CATALOGUE_FILES: readonly CatalogueFile[] = [xiaomi];
