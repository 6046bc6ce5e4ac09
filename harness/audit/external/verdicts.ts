/*
 * harness/audit/external/verdicts.ts - what answers and searches say of tests from elsewhere.
 */
import type { Sequence } from '../../../workloads/sequence/recording.ts';
import { externalSaid } from '../../messages/index.ts';
import type { Cell, ExternalCell, ExternalTest, NotRun } from '../../result.ts';
import { callText } from '../recorded/call-text.ts';
import type { Judged } from '../recorded/recorded-job.ts';
import { variants } from '../../../variants/index.ts';
import { baseFunctions } from '../../mm/index.ts';
import type { Variant } from '../../variant.ts';
import { causes } from '../recorded/causes.ts';
import { inseparable } from '../recorded/explain.ts';
import type { ExternalRow } from './row.ts';

/** The rows that are calls in one order; a sequence's number is its place among all rows. */
export const sequencesOfRows = (rows: readonly ExternalRow[]): readonly Sequence[] =>
	rows.flatMap(({ asked }, number) =>
		asked.by === 'steps' ? [{ number, calls: asked.calls }] : [],
	);

/** What is said of a row beside its verdicts. */
export const testOf = ({ asked, ...row }: ExternalRow): ExternalTest => ({
	...row,
	by: asked.by,
	calls: asked.by === 'steps' ? asked.calls.length : 0,
	skip: asked.by === 'nothing' ? asked.reason : null,
});

/**
 * Functions of a variant that no shipped one has. What they answer is no history, whatever a later kernel has in their
 * place.
 */
export function ownFunctionsOf({ functions }: Pick<Variant, 'functions'>): ReadonlySet<string> {
	const known = new Set<unknown>(
		[{ functions: baseFunctions }, ...Object.values(variants)].flatMap((each) =>
			Object.values(each.functions),
		),
	);
	return new Set(
		Object.entries(functions).flatMap(([name, own]) => (known.has(own) ? [] : [name])),
	);
}

/** Whether each cause speaks of functions that were in some kernel or mail. */
const isHistory = (ids: readonly string[], own: ReadonlySet<string>): boolean =>
	ids.every(
		(id) =>
			id !== inseparable &&
			causes.every((cause) => cause.id !== id || !cause.functions.some((name) => own.has(name))),
	);

const clean = { causes: {}, unexplained: 0, first: null } as const;

/**
 * Of the rows that are calls in one order.
 * @param own functions of the variant that no shipped one has
 */
export function cellsOfAnswers(
	rows: readonly ExternalRow[],
	{ variant, differing }: Judged,
	own: ReadonlySet<string>,
): readonly ExternalCell[] {
	const byNumber = new Map(differing.map((each) => [each.number, each]));
	return sequencesOfRows(rows).map(({ number, calls }) => {
		const test = rows[number]!.name;
		const found = byNumber.get(number);
		if (found === undefined) return { test, variant, verdict: 'passes', ...clean };
		const { causes: accounts, unexplained, index, said, died } = found;
		const isKnown = unexplained === 0 && isHistory(Object.keys(accounts), own);
		const call = calls[index]!;
		return {
			test,
			variant,
			verdict: isKnown ? 'history' : 'fails',
			causes: accounts,
			unexplained,
			first: {
				kind: 'answer',
				call: callText(call),
				expected: call.answer,
				said: said ?? externalSaid.died(died ?? ''),
			},
		};
	});
}

/** Of a litmus test: it passes when none of its questions can be answered otherwise than 'never'. */
export function cellOfSearch(test: string, cell: Cell | NotRun): ExternalCell {
	const { variant } = cell;
	if (!('questions' in cell)) return { test, variant, verdict: 'none', ...clean };
	const wrong = cell.questions.filter(({ frequency }) => frequency !== 'never');
	const [first] = wrong;
	if (first !== undefined) {
		const { text: question, token } = first;
		return {
			test,
			variant,
			verdict: 'fails',
			causes: {},
			unexplained: wrong.length,
			first: { kind: 'schedule', question, token },
		};
	}
	return {
		test,
		variant,
		verdict: cell.explored.kind === 'complete' ? 'passes' : 'open',
		...clean,
	};
}
