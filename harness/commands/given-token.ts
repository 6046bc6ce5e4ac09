/*
 * harness/commands/given-token.ts - reads a token from the command line. What it has no room for is looked up in
 * the results of the run that printed it.
 */
import { readGiven } from '../catalogue/given-file.ts';
import { loadVariant } from '../catalogue/variant.ts';
import { variantNames } from '../catalogue/variants.ts';
import {
	BadInput,
	notAToken,
	notResults,
	otherResults,
	tokenNeedsResults,
} from '../messages/index.ts';
import type { TokenFlags } from '../replay/execution.ts';
import { type Cell, resultFormat } from '../result.ts';
import {
	isCutOff,
	isNameOf,
	parseSchedule,
	parseToken,
	type ReadToken,
	shortDigest,
} from '../text/token.ts';

export interface GivenTokenFlags extends TokenFlags {
	/** The results of the run that printed the token. */
	readonly results: string;
}

/** @throws BadInput when it is no token, or something of it is in no results */
export async function givenToken(text: string, flags: GivenTokenFlags): Promise<ReadToken> {
	const read = parseToken(text);
	if (read === null) throw new BadInput(notAToken(text));
	const token = { ...read, variant: await nameOfOurs(read) };
	const lacks = lackedBy(token, flags);
	if (lacks === null) return token;
	const cell = cellsIn(flags.results, lacks).find((each) => isOfCell(text.trim(), each));
	if (cell === undefined) throw new BadInput(tokenNeedsResults(lacks, flags.results, 'not there'));
	const schedule = cell.schedules?.[text.trim()];
	return {
		...token,
		variant: cell.variant,
		workload: cell.workload,
		...(schedule === undefined ? {} : { schedule: parseSchedule(schedule), scheduleDigest: null }),
	};
}

/** The whole name of a variant of ours of which the token has the beginning and the digest. */
async function nameOfOurs({ variant, variantDigest }: ReadToken): Promise<string> {
	if (!isCutOff(variant) || variantDigest === null) return variant;
	for (const name of variantNames.filter((each) => isNameOf(variant, each))) {
		const { digest } = (await loadVariant(name)).variant;
		if (shortDigest(digest!) === variantDigest) return name;
	}
	return variant;
}

/** What has to be looked up, the most first. */
function lackedBy(
	token: ReadToken,
	{ variant, workload }: TokenFlags,
): 'schedule' | 'variant' | 'workload' | null {
	if (token.scheduleDigest !== null) return 'schedule';
	if (isCutOff(token.variant) && variant === undefined) return 'variant';
	return isCutOff(token.workload) && workload === undefined ? 'workload' : null;
}

/** Whether the cell has printed it. */
const isOfCell = (text: string, cell: Cell): boolean =>
	JSON.stringify(cell).includes(JSON.stringify(text));

/** @throws BadInput when there are no results of this version there */
function cellsIn(path: string, lacks: 'schedule' | 'variant' | 'workload'): readonly Cell[] {
	let text: string;
	try {
		text = readGiven(path, 2 ** 28).toString('utf8');
	} catch {
		throw new BadInput(tokenNeedsResults(lacks, path, 'not readable'));
	}
	let results: { readonly format?: unknown; readonly cells?: unknown } | null;
	try {
		results = JSON.parse(text) as typeof results;
	} catch {
		results = null;
	}
	const format = results?.format;
	if (typeof format !== 'string') throw new BadInput(notResults(path));
	if (format !== resultFormat) throw new BadInput(otherResults(path, format, resultFormat));
	if (!Array.isArray(results?.cells)) throw new BadInput(notResults(path));
	return results.cells as readonly Cell[];
}
