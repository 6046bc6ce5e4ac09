/*
 * harness/commands/start.ts - rmaplab alone: the three commands that matter.
 */
import { wrap } from '../../reports/table.ts';
import { startScreen } from '../messages/index.ts';
import { columnsOf, dressed } from '../terminal/look.ts';

export function printStart(): void {
	const width = columnsOf();
	const commands = startScreen.commands();
	const column = Math.max(...commands.map(([command]) => command.length)) + 4;
	const lines = [
		...wrap(startScreen.says(), width),
		'',
		...commands.flatMap(([command, gives]) => {
			const [first, ...rest] = wrap(gives, width - column);
			return [
				`  ${dressed('head', command)}${' '.repeat(column - 2 - command.length)}${first}`,
				...rest.map((line) => `${' '.repeat(column)}${line}`),
			];
		}),
		'',
		...wrap(startScreen.help(), width),
	];
	process.stdout.write(`${lines.join('\n')}\n`);
}
