/*
 * reports/page/script/index.ts - what runs in the page: functions that are put there as text, each whole in itself.
 */
import { controls } from './controls.ts';
import { copies } from './copies.ts';
import { drawn } from './drawn.ts';
import { filters } from './filters.ts';
import { grid } from './grid.ts';
import { hints } from './hints.ts';
import { kinds } from './kinds.ts';
import { links } from './links.ts';
import { pane } from './pane.ts';
import { pictures } from './pictures.ts';
import { scrolls } from './scrolls.ts';
import { states } from './states.ts';
import { stepper } from './stepper.ts';

/** In the order in which they run. */
const all: readonly (() => void)[] = [
	copies,
	grid,
	filters,
	drawn,
	pictures,
	hints,
	controls,
	states,
	stepper,
	scrolls,
	kinds,
	pane,
	links,
];

/** Without comments and indents, which are for who reads it here; no text of these functions spans lines. */
const dense = (text: string): string =>
	text
		.replaceAll(/^\s*(?:\/\/.*|\/\*\*[^]*?\*\/)$/gm, '')
		.replaceAll(/\n\s*/g, '\n')
		.trim();

export const script: string = all.map((each) => dense(`(${each.toString()})();`)).join('\n');
