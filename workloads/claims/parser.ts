/*
 * workloads/claims/parser.ts - statements of a claims file, by recursive descent; the lines that begin
 * with '>' are the mail and are kept as they are.
 */
import {
	claimKinds,
	type Block,
	type Claim,
	type Discussion,
	type Part,
	type Race,
	type Sight,
	type Test,
} from '../../harness/discussion.ts';
import { nearest } from '../../harness/text/nearest.ts';
import type { Cost } from '../../harness/result.ts';
import { Cursor } from '../litmus/cursor.ts';
import { lex, type Lexed, type Token } from '../litmus/lexer.ts';

/** Names that a file may use. */
export interface Known {
	readonly variants: readonly string[];
	readonly workloads: readonly string[];
	readonly oracles: readonly string[];
}

/** Costs as the file spells them. */
const measures: Readonly<Record<string, keyof Cost>> = {
	operations: 'operations',
	locks: 'locks',
	trylocks: 'trylocks',
	'failed-trylocks': 'trylocksFailed',
	'pte-accesses': 'pteAccesses',
	'page-accesses': 'pageAccesses',
	'vma-visits': 'vmaVisits',
	'chain-nodes': 'chainNodes',
	allocations: 'allocations',
};

const statements = ['mail', ...claimKinds, 'race'] as const;

export function parse(text: string, path: string, known: Known): Discussion {
	const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
	const isQuote = (line: string): boolean => line.startsWith('>');
	const lexed = lex(lines.map((line) => (isQuote(line) ? '' : line)).join('\n'));
	const cursor = new Cursor(lexed.tokens);
	const reader = new Reader(cursor, lexed, known);
	const blocks: Block[] = [];
	let line = 1;
	const quoteUpTo = (end: number): void => {
		const quoted = lines.slice(line - 1, end - 1).filter(isQuote);
		if (quoted.length > 0) {
			const goesOn = quoted[0]!.startsWith('>+ ') ? { goesOn: true as const } : {};
			blocks.push({
				is: 'quote',
				lines: quoted.map((each) => each.replace(/^>\+? ?/, '')),
				...goesOn,
			});
		}
		line = end;
	};
	cursor.skipLines();
	if (cursor.token.kind === 'end-of-file') cursor.fail('the file makes no claim');
	while (cursor.token.kind !== 'end-of-file') {
		quoteUpTo(cursor.token.place.line);
		blocks.push(reader.statement());
	}
	quoteUpTo(lines.length + 1);
	return { path, blocks };
}

class Reader {
	readonly #cursor: Cursor;
	readonly #lexed: Lexed;
	readonly #known: Known;
	readonly #ids = new Set<string>();

	constructor(cursor: Cursor, lexed: Lexed, known: Known) {
		this.#cursor = cursor;
		this.#lexed = lexed;
		this.#known = known;
	}

	statement(): Block {
		const cursor = this.#cursor;
		const start = cursor.token;
		const kind = cursor.choice('statement', statements);
		if (kind === 'mail') {
			const subject = this.#phrase();
			cursor.need('from');
			return { is: 'mail', subject, from: this.#sentence() };
		}
		const token = cursor.token;
		const id = cursor.name(`a name for the ${kind}, such as S1`);
		if (this.#ids.has(id)) cursor.fail(`'${id}' is there twice`, token);
		this.#ids.add(id);
		return kind === 'race'
			? { is: 'race', race: this.#race(id, start) }
			: { is: 'claim', claim: this.#claim(id, kind, start) };
	}

	#claim(id: string, kind: Claim['kind'], start: Token): Claim {
		const cursor = this.#cursor;
		const says = this.#sentence();
		const parts: { says: string | null; tests: Test[] }[] = [];
		let because: string | null = null;
		for (;;) {
			const { token } = cursor;
			if (cursor.take('half')) {
				if (parts.some((part) => part.says === null)) {
					cursor.fail("'half' must stand before the first 'if'", token);
				}
				parts.push({ says: this.#sentence(), tests: [] });
			} else if (cursor.take('if')) {
				if (parts.length === 0) parts.push({ says: null, tests: [] });
				parts.at(-1)!.tests.push(this.#test(token));
			} else if (cursor.take('because')) {
				if (because !== null) cursor.fail("a second 'because'", token);
				because = this.#sentence();
			} else break;
		}
		if (parts.length === 0 || parts.some((part: Part) => part.tests.length === 0)) {
			cursor.fail(`${id} has no 'if' line to decide it`, start);
		}
		if (parts.length === 1 && parts[0]!.says !== null) {
			cursor.fail(`${id} has only one half`, start);
		}
		return { id, kind, says, parts, because, place: start.place };
	}

	#race(id: string, start: Token): Race {
		const cursor = this.#cursor;
		const says = this.#sentence();
		const sightings: { workload: string; sight: Sight }[] = [];
		const had: string[] = [];
		const fixed: string[] = [];
		const exempt: { variants: string[]; why: string }[] = [];
		const because: { variants: string[]; why: string }[] = [];
		for (;;) {
			if (cursor.take('on')) {
				const workload = this.#workload();
				cursor.need('shows');
				sightings.push({ workload, sight: this.#sight() });
				this.#endLine();
			} else if (cursor.take('had')) {
				had.push(...this.#variants());
				this.#endLine();
			} else if (cursor.take('fixed')) {
				fixed.push(...this.#variants());
				this.#endLine();
			} else if (cursor.take('exempt')) {
				if (cursor.take('others')) {
					const named = new Set([...had, ...fixed]);
					const variants = this.#known.variants.filter((each) => !named.has(each));
					exempt.push({ variants, why: this.#sentence() });
				} else exempt.push({ variants: this.#variants(), why: this.#sentence() });
			} else if (cursor.take('because')) {
				because.push({ variants: this.#variants(), why: this.#sentence() });
			} else break;
		}
		if (sightings.length === 0 && exempt.length === 0) {
			cursor.fail(`race ${id} has no 'on' line that says how it shows`, start);
		}
		return { id, says, sightings, had, fixed, exempt, because, place: start.place };
	}

	#test(start: Token): Test {
		const cursor = this.#cursor;
		const variant = this.#variant();
		cursor.need('on');
		const workload = this.#workload();
		const expected = cursor.choice('outcome', [
			'never',
			'sometimes',
			'always',
			'shows',
			'fewer',
			'harder',
		]);
		const text = (): string =>
			this.#lexed.lines[start.place.line - 1]!.slice(
				start.place.column - 1 + start.text.length,
				cursor.token.place.line === start.place.line ? cursor.token.place.column - 1 : undefined,
			)
				.replace(/#.*$/, '')
				.trim();
		const place = start.place;
		if (expected === 'fewer') {
			const measure = measures[cursor.choice('cost', Object.keys(measures))]!;
			const than = this.#than();
			return this.#ended({ place, text: text(), variant, workload, kind: 'cost', measure, than });
		}
		if (expected === 'harder') {
			const sight = this.#sight();
			if (sight.oracle === null) cursor.fail("'harder' needs an oracle's phrase");
			const than = this.#than();
			return this.#ended({
				place,
				text: text(),
				variant,
				workload,
				kind: 'preemptions',
				sight,
				than,
			});
		}
		const sight = this.#sight();
		return this.#ended({
			place,
			text: text(),
			variant,
			workload,
			kind: 'frequency',
			expected,
			sight,
		});
	}

	/** Nothing stands behind a test on its line. */
	#ended(test: Test): Test {
		this.#endLine();
		return test;
	}

	#than(): string {
		this.#cursor.need('than');
		return this.#variant();
	}

	#sight(): Sight {
		const cursor = this.#cursor;
		const oracle =
			cursor.token.kind === 'phrase' ? this.#oneOf('oracle', this.#known.oracles) : null;
		if (oracle === null && cursor.token.text === 'at') {
			cursor.fail("'at' needs an oracle's phrase before it");
		}
		const site = cursor.take('at') ? this.#phrase() : null;
		return { oracle, site };
	}

	#variant(): string {
		return this.#oneOf('variant', this.#known.variants);
	}

	/** Names, or 'all'. */
	#variants(): string[] {
		if (this.#cursor.take('all')) return [...this.#known.variants];
		const variants = [this.#variant()];
		while (this.#cursor.token.kind === 'word') variants.push(this.#variant());
		return variants;
	}

	#workload(): string {
		return this.#oneOf('litmus', this.#known.workloads);
	}

	#oneOf(what: string, names: readonly string[]): string {
		const cursor = this.#cursor;
		const { kind, text } = cursor.token;
		if (kind !== 'word' && kind !== 'phrase') {
			cursor.fail(`expected a ${what}, found ${cursor.found()}`);
		}
		if (!names.includes(text)) {
			const near = nearest(text, names);
			cursor.fail(`no ${what} '${text}'${near === null ? '' : `, did you mean '${near}'?`}`);
		}
		return cursor.next().text;
	}

	#phrase(): string {
		const cursor = this.#cursor;
		if (cursor.token.kind !== 'phrase') {
			cursor.fail(`expected words in double quotes, found ${cursor.found()}`);
		}
		return cursor.next().text;
	}

	/** One phrase or several, on as many lines; they are joined with blanks. */
	#sentence(): string {
		const parts = [this.#phrase()];
		this.#endLine();
		while (this.#cursor.token.kind === 'phrase') {
			parts.push(this.#phrase());
			this.#endLine();
		}
		return parts.join(' ');
	}

	#endLine(): void {
		this.#cursor.endStatement();
		this.#cursor.skipLines();
	}
}
