import type { CatalogueFile } from '../schema.ts';
import { alibaba } from './alibaba.ts';
import { apple } from './apple.ts';
import { baidu } from './baidu.ts';
import { bytedance } from './bytedance.ts';
import { dji } from './dji.ts';
import { google } from './google.ts';
import { hikvision } from './hikvision.ts';
import { honor } from './honor.ts';
import { huawei } from './huawei.ts';
import { kaspersky } from './kaspersky.ts';
import { lenovo } from './lenovo.ts';
import { meizu } from './meizu.ts';
import { oneplus } from './oneplus.ts';
import { oppo } from './oppo.ts';
import { realme } from './realme.ts';
import { samsung } from './samsung.ts';
import { tencent } from './tencent.ts';
import { transsion } from './transsion.ts';
import { vivo } from './vivo.ts';
import { xiaomi } from './xiaomi.ts';
import { zepp } from './zepp.ts';
import { zte } from './zte.ts';

/** Every file of the built-in catalogue, by key. */
export const CATALOGUE_FILES: readonly CatalogueFile[] = [
  alibaba,
  apple,
  baidu,
  bytedance,
  dji,
  google,
  hikvision,
  honor,
  huawei,
  kaspersky,
  lenovo,
  meizu,
  oneplus,
  oppo,
  realme,
  samsung,
  tencent,
  transsion,
  vivo,
  xiaomi,
  zepp,
  zte,
];
