/*
 * reports/page/script/index.ts - what runs in the page: functions that are put there as text, each whole in itself.
 */
import { filters } from './filters.ts';
import { grid } from './grid.ts';
import { hints } from './hints.ts';
import { links } from './links.ts';
import { pane } from './pane.ts';
import { pictures } from './pictures.ts';
import { stepper } from './stepper.ts';

/** In the order in which they run. */
const all: readonly (() => void)[] = [hints, grid, filters, pictures, stepper, pane, links];

export const script: string = all.map((each) => `(${each.toString()})();`).join('\n');
