/*
 * harness/commands/mail.ts - rmaplab mail: one finding, as a mail that can be sent.
 */
import { writeFileSync } from 'node:fs';
import { findingMail, type MailedFinding, type MailStyle } from '../../reports/index.ts';
import { columnsOf } from '../cell/stage.ts';
import { oracles } from '../check/index.ts';
import { BadInput, mailAlso, notInCell, notWritable, noSuchOracle } from '../messages/index.ts';
import { drawDiagram, isOfContents, isOfLocks } from '../replay/diagram.ts';
import { type Execution, loadExecution, runExecution } from '../replay/execution.ts';
import { readerNames } from '../replay/reader-name.ts';
import { timelineOf } from '../replay/timeline.ts';
import { type Comparison, groupBy, type Timeline, type Violation } from '../result.ts';
import { interruptedStatus } from '../terminal/interrupt.ts';
import { note } from '../terminal/look.ts';
import { refuseUnwritable } from '../terminal/write-new.ts';
import { nearest } from '../text/nearest.ts';
import { givenResults } from './given-results.ts';
import { givenToken } from './given-token.ts';
import { completed, namesAround, searched, type SearchFlags, storedFor } from './mail-results.ts';

export interface MailFlags extends SearchFlags {
	readonly style: MailStyle;
	/** Which finding, if the execution shows several. */
	readonly oracle?: string | undefined;
	readonly out?: string | undefined;
	/** Whether the results were named, so that they must be there. */
	readonly resultsAreAsked?: boolean;
}

/** Returns the exit status. */
export async function runMail(text: string, flags: MailFlags): Promise<number> {
	if (flags.out !== undefined) refuseUnwritable(flags.out);
	const asked = flags.resultsAreAsked === true;
	const results = asked ? givenResults(flags.results).path : flags.results;
	const found = await toldIn(text, { ...flags, results });
	if (found === null) return interruptedStatus();
	const mail = findingMail(found.comparison, found.finding, flags.style);
	if (flags.out === undefined) {
		process.stdout.write(mail);
		return 0;
	}
	try {
		writeFileSync(flags.out, mail);
	} catch (error) {
		throw new BadInput(notWritable(flags.out, error));
	}
	return 0;
}

/** What a mail tells of a token: its finding, and the searches around it. Null when interrupted. */
async function toldIn(
	text: string,
	flags: Omit<MailFlags, 'style' | 'out'>,
): Promise<{ comparison: Comparison; finding: MailedFinding } | null> {
	const known = Object.keys(oracles);
	if (flags.oracle !== undefined && !known.includes(flags.oracle)) {
		throw new BadInput(noSuchOracle(flags.oracle, nearest(flags.oracle, known)));
	}
	const execution = await loadExecution(await givenToken(text, flags), flags);
	const stored = storedFor(execution, flags.results);
	const drawn = drawnOf(execution, text, flags.oracle ?? printedFor(stored, text));
	const { also } = drawn;
	if (flags.oracle === undefined && also.length > 0)
		note(mailAlso(also.map((each) => each.oracle)));
	const [{ oracle }] = drawn.timeline.findings as [Timeline['findings'][number]];
	const comparison =
		stored === null
			? await searched(execution, flags, namesAround(execution, flags))
			: await completed(stored, execution, { ...flags, oracle });
	return comparison === null ? null : { comparison, finding: foundIn(comparison, drawn) };
}

/** What the results have this very token for; undefined where that is nothing, or more than one kind of bug. */
function printedFor(stored: Comparison | null, token: string): string | undefined {
	const found = (stored?.cells ?? []).flatMap(({ violations }) =>
		violations.flatMap((each) => (each.token === token.trim() ? [each.oracle] : [])),
	);
	return new Set(found).size === 1 ? found[0] : undefined;
}

interface Drawn extends Pick<MailedFinding, 'drawn' | 'also'> {
	readonly timeline: Timeline;
}

const width = 72;

/** @throws BadInput when the execution does not show it */
function drawnOf(execution: Execution, token: string, oracle: string | undefined): Drawn {
	if (execution.placed.death !== null) throw new BadInput(notInCell(oracle ?? null, []));
	const { schedule } = execution.token;
	const timeline = timelineOf(execution, { token, schedule, oracle });
	const { findings, offends } = timeline;
	const [first] = findings;
	if (first === undefined || (oracle !== undefined && first.oracle !== oracle)) {
		const found = findings.map((each) => each.oracle);
		throw new BadInput(notInCell(oracle ?? null, found));
	}
	const { result, nameOf } = runExecution(execution, schedule);
	const underlined = drawDiagram(result, {
		names: execution.names,
		columns: columnsOf(execution),
		after: execution.placed.after,
		nameOf,
		functionOf: readerNames(timeline),
		// Who waits is half of what a livelock is.
		locks: isOfLocks(first.oracle) || first.oracle === 'livelock',
		contents: isOfContents(first.oracle),
		width,
		marked: offends === null ? null : offends - 1,
	});
	return { timeline, also: alsoIn(findings), drawn: underlined };
}

/** The other kinds of bugs that the same execution shows, the first of each. */
const alsoIn = ([first, ...others]: Timeline['findings']): MailedFinding['also'] =>
	[...groupBy(others, ({ oracle }) => oracle)].flatMap(([oracle, each]) =>
		oracle === first!.oracle ? [] : [{ oracle, detail: each[0]!.detail }],
	);

/** The finding as its cell has it, with the token that was asked for. */
function foundIn({ cells }: Comparison, { timeline, drawn, also }: Drawn): MailedFinding {
	const { variant, workload, token, steps, switches } = timeline;
	const [{ oracle, site, detail }] = timeline.findings as [Timeline['findings'][number]];
	const cell = cells.find((each) => each.variant === variant && each.workload === workload)!;
	const seen = cell.violations.find((each) => each.oracle === oracle && each.site === site);
	// A search that was cut short may not have met what the token shows.
	const unseen: Violation = {
		oracle,
		site,
		detail,
		token,
		steps: steps.length,
		preemptions: switches.filter(({ why }) => why === 'preempted').length,
		frequency: 'sometimes',
		rate: { hits: 0, runs: 0 },
	};
	return { variant, workload, violation: { ...(seen ?? unseen), detail, token }, drawn, also };
}
