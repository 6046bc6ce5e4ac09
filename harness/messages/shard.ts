/*
 * harness/messages/shard.ts - what is said of a run that several machines share.
 */
import { counted, grouped } from '../text/count.ts';
import { differencePhrase, type RunDifference } from './identity.ts';

interface Of {
	readonly index: number;
	readonly of: number;
}

interface Part {
	readonly shard: Of;
	readonly folder: string;
}

const named = ({ index, of }: Of): string => `${index}/${of}`;

export const shardSays = {
	notAShard: (): string => 'write a part and how many there are: 1/4, 2/4, 3/4 and 4/4',

	notWith: (option: string): string =>
		`error: ${option} does not go with --shard; each part is run to its end, and 'rmaplab merge' reports`,

	done: (run: {
		readonly shard: Of;
		readonly done: number;
		readonly mine: number;
		readonly all: number;
		readonly seconds: string;
	}): string =>
		`shard ${named(run.shard)}: ${grouped(run.done)} of its ${grouped(run.mine)} cells, of ` +
		`${grouped(run.all)} in all, in ${run.seconds} s`,

	next: (shard: Of, folder: string): string =>
		`kept in ${folder}/; with all ${shard.of} parts: rmaplab merge FOLDER...`,

	noShard: (path: string): string =>
		`${path}:1:1: error: no part of a run; name the folders that 'rmaplab compare --shard' has written`,

	asksNoComparison: (folder: string, why: string): string =>
		`error: ${folder}/shard.json asks for what 'rmaplab compare' does not know: ` +
		why.replace(/^error: /, ''),

	otherCount: (first: Part, part: Part): string =>
		`error: ${part.folder} is part ${named(part.shard)} and ${first.folder} part ` +
		`${named(first.shard)}: they are of two runs`,

	foreign: (part: Part, first: Part, differences: readonly RunDifference[]): string =>
		`error: ${part.folder} is of another run than ${first.folder}: ` +
		differences.slice(0, 3).map(differencePhrase).join('; '),

	askedOtherwise: (part: Part, first: Part): string =>
		`error: ${part.folder} and ${first.folder} were asked for different reports, see their shard.json`,

	disagree: (
		cell: { readonly variant: string; readonly workload: string },
		one: string,
		other: string,
	): string =>
		`error: ${one} and ${other} disagree on ${cell.variant} on ${cell.workload}, and one search ` +
		`has one result: run both parts again, and report it if they still do`,

	gaps: (
		cells: { readonly missing: number; readonly all: number },
		lacking: readonly (Of & { readonly folder: string | null })[],
	): string => {
		const where = lacking.slice(0, 3).map((each) => {
			const of = `part ${named(each)}`;
			return each.folder === null
				? `${of} was not given`
				: `${of} has not come to its end: run its command again with --out ${each.folder}`;
		});
		const more =
			lacking.length > 3
				? [`${counted(lacking.length - 3, 'more part is', 'more parts are')} incomplete`]
				: [];
		return (
			`error: incomplete: ${grouped(cells.missing)} of ${grouped(cells.all)} cells are missing; ` +
			[...where, ...more].join('; ')
		);
	},
};
