import { common } from './common';
import { errors } from './errors';
import { exporting } from './export';
import { library } from './library';
import { newvideo } from './newvideo';
import { settings } from './settings';
import { studio } from './studio';

export const en = { ...common, ...errors, ...library, ...newvideo, ...exporting, ...settings, ...studio };
