/*
 * harness/audit/external/row.ts - a test of a suite from elsewhere as it stands in a file: what it expects, and the calls
 * or the litmus test that ask for it.
 *
 * A step is a call of the sequence language and, behind `->`, what the suite expects of it: `p0 r 3 -> value 7`. Without
 * an answer the call has to work.
 */
import { basename, dirname, join } from 'node:path';
import { callOf, type RecordedCall } from '../../../workloads/sequence/recording.ts';
import { textIn } from '../../catalogue/given-text.ts';
import { BadInput, externalSaid } from '../../messages/index.ts';
import type { ExternalTest } from '../../result.ts';
import { wrongWith } from './held-against.ts';
import { type Place, type Placed, placedJson, placeText } from './placed-json.ts';
import { rowSchema } from './schema.ts';

/** How a row is asked: by calls in one order, by a litmus test in this file, or not at all. */
export type Asked =
	| { readonly by: 'steps'; readonly calls: readonly RecordedCall[] }
	| { readonly by: 'litmus'; readonly path: string }
	| { readonly by: 'nothing'; readonly reason: string };

export interface ExternalRow extends Pick<
	ExternalTest,
	'name' | 'row' | 'source' | 'era' | 'subject' | 'expects' | 'scale'
> {
	readonly asked: Asked;
}

const bytesMax = 2 ** 20;
const answers = /^(?:ok|EOF|value \d{1,10}|VmLck \d{1,10}|SIGBUS|SIGSEGV|E[A-Z]{2,12})$/;

/** @throws BadInput with the place of what is wrong */
export function readRow(path: string): ExternalRow {
	return rowOf(textIn(path, bytesMax), path);
}

/** @throws BadInput */
export function rowOf(text: string, path: string): ExternalRow {
	const placed = placedJson(text, path);
	const wrong = wrongWith(rowSchema, placed, externalSaid.theRow());
	if (wrong !== null) throw new BadInput(externalSaid.bad(placeText(path, wrong.place), wrong.why));
	const { name, row, source, era, subject, expects, scale, litmus, skip } = placed.value as Omit<
		ExternalRow,
		'scale' | 'asked'
	> & {
		readonly scale?: string;
		readonly litmus?: string;
		readonly skip?: string;
	};
	const fileName = basename(path).replace(/\.json(\.gz)?$/, '');
	if (fileName !== name) {
		const place = placeText(path, placed.inside.get('name')!.place);
		throw new BadInput(externalSaid.bad(place, externalSaid.otherName(name, fileName)));
	}
	const steps = placed.inside.get('steps');
	const asked: Asked =
		steps !== undefined
			? { by: 'steps', calls: [...steps.inside.values()].map((each) => stepOf(each, path)) }
			: litmus !== undefined
				? { by: 'litmus', path: join(dirname(path), litmus) }
				: { by: 'nothing', reason: skip! };
	return { name, row, source, era, subject, expects, scale: scale ?? null, asked };
}

function stepOf({ value, place }: Placed, path: string): RecordedCall {
	const [words = '', answer = 'ok', ...more] = (value as string).split(' -> ');
	const bad = (at: Place, why: string): BadInput =>
		new BadInput(externalSaid.bad(placeText(path, at), why));
	const call = callOf(words);
	// The quotation mark is one column wide.
	const here = { line: place.line, column: place.column + 1 };
	if (typeof call === 'string') throw bad(here, call);
	if (more.length > 0 || !answers.test(answer)) {
		throw bad({ ...here, column: here.column + words.length + 4 }, externalSaid.noAnswer());
	}
	return { ...call, answer };
}
