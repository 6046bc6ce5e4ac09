/*
 * harness/commands/show.ts - rmaplab show: what is known of a kernel function, an oracle, a litmus test or a variant, and
 * its text.
 */
import { wrap } from '../../reports/table.ts';
import { allShown } from './shown.ts';
import type { Shown } from './what-is-shown.ts';
import { showLabels, showSays } from '../messages/index.ts';
import { columnsOf, dressed } from '../terminal/look.ts';

/** One answer below the other; as JSON a list of them where there are several. */
export async function runShow(
	words: readonly string[],
	flags: { readonly json?: true | undefined; readonly results: string },
): Promise<number> {
	const all = await allShown(words, flags.results);
	const text = flags.json
		? JSON.stringify(all.length === 1 ? all[0] : all, null, '\t')
		: all.map((each) => linesOf(each).join('\n')).join('\n\n');
	process.stdout.write(`${text}\n`);
	return 0;
}

/** Facts fit into a line of the terminal; a source stays as it is written. */
function linesOf({ is, name, path, line, facts, text }: Shown): string[] {
	const place = path === null ? '' : `${path}:${line}: `;
	const column = Math.max(...Object.keys(facts).map((key) => labelOf(key).length)) + 4;
	const width = columnsOf() - column;
	const factLines = Object.entries(facts).flatMap(([key, fact]) => {
		const isListed = typeof fact !== 'string' && fact.some((each) => each.includes(' '));
		const items = typeof fact === 'string' ? [fact] : isListed ? fact : [fact.join(', ')];
		const lines = items.flatMap((each) => wrap(each, width, isListed ? '  ' : ''));
		return lines.map((each, i) =>
			i === 0
				? `  ${dressed('head', labelOf(key))}${' '.repeat(column - 2 - labelOf(key).length)}${each}`
				: `${' '.repeat(column)}${each}`,
		);
	});
	const source =
		text !== '' ? ['', text.trimEnd()] : is === 'function' ? ['', `  ${showSays.noSource()}`] : [];
	return [...wrap(`${place}${is} ${name}`, columnsOf(), '  '), ...factLines, ...source];
}

const labelOf = (key: string): string => (showLabels as Readonly<Record<string, string>>)[key]!;
