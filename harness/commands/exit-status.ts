/*
 * harness/commands/exit-status.ts - the exit statuses that the help of each command ends with.
 */
import type { AddHelpTextContext } from '@commander-js/extra-typings';
import { columnsOf } from '../terminal/look.ts';

/** What a command adds to the statuses that all have; `one` is when it returns 1, if it ever does. */
export function exitStatus(zero: string, one?: string): (context: AddHelpTextContext) => string {
	const rows: (readonly [number, string])[] = [
		[0, zero],
		...(one === undefined ? [] : [[1, one] as const]),
		[2, 'wrong usage or bad input, which the last line names with its place'],
		[3, 'internal fault, or a verdict that was withdrawn: please report it'],
		[130, 'interrupted'],
	];
	return ({ command }) => {
		const help = command.createHelp();
		help.prepareContext({ helpWidth: columnsOf() });
		const lines = rows.map(([status, when]) => help.formatItem(String(status), 4, when, help));
		return ['', 'Exit status:', ...lines].join('\n');
	};
}
