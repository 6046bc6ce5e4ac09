/*
 * reports/fixture.ts - comparisons for the tests of the renderers: a small one written by hand, that
 * holds each kind of cell once, and a large one of the size of a real run. All numbers are invented.
 */
import {
	resultFormat,
	type AnsweredDiscussion,
	type Cell,
	type Comparison,
	type Cost,
	type Explored,
	type VariantResult,
	type Violation,
	type WorkloadResult,
} from '../harness/result.ts';

const complete: Explored = {
	kind: 'complete',
	engine: 'stored',
	states: 41208,
	transitions: 97331,
	terminals: 12,
};
const bounded: Explored = {
	kind: 'bounded',
	engine: 'stored',
	bound: 2,
	states: 90017,
	transitions: 180002,
	terminals: 40,
};
const sampled: Explored = { kind: 'sampled', engine: 'random', executions: 10000 };

function costOf(operations: number): Cost {
	return {
		operations,
		locks: Math.floor(operations / 10),
		trylocks: 3,
		trylocksFailed: 1,
		pteAccesses: Math.floor(operations / 5),
		pageAccesses: Math.floor(operations / 4),
		vmaVisits: 6,
		chainNodes: 2,
		allocations: 4,
	};
}

function violationOf(
	oracle: string,
	site: string,
	token: string,
	steps: number,
	preemptions: number,
	hits: number,
): Violation {
	return {
		oracle,
		site,
		detail: `cpu faulter leaves page f[5] where vma m of A sees it.`,
		token,
		steps,
		preemptions,
		frequency: preemptions === 0 ? 'always' : 'sometimes',
		rate: { hits, runs: 500 },
	};
}

function cellOf(variant: string, workload: string, rest: Partial<Cell> = {}): Cell {
	return {
		variant,
		workload,
		explored: complete,
		violations: [],
		questions: [],
		outcomes: [],
		expectations: [],
		unmappedLocked: { min: 0, max: 0, collateralMax: 0 },
		cost: costOf(200),
		...rest,
	};
}

function variantOf(name: string, rest: Partial<VariantResult> = {}): VariantResult {
	return {
		name,
		subject: `truncate: do as ${name} says`,
		from: 'Hugh Dickins, 4 Apr 2003, "objrmap and vmtruncate"',
		date: '2003-04-04',
		base: null,
		replaces: ['truncate_complete_page', 'try_to_unmap'],
		quoted: [],
		claims: [],
		apart: null,
		refines: [],
		patch: `--- a/harness/mm/truncate.ts\n+++ b/harness/mm/truncate.ts\n@@ ${name} @@\n+\treturn;\n`,
		diffstat: { functions: 2, insertions: 6, deletions: 1 },
		...rest,
	};
}

function workloadOf(name: string, question: string, serves: readonly string[]): WorkloadResult {
	return { name, question, digest: 'a1b2c3', serves, cpus: 2, memory: 'sc' };
}

const oracles: Comparison['oracles'] = [
	{ name: 'orphan page mapped', says: 'A pte maps a page that no file has any more.' },
	{ name: 'VM_LOCKED page unmapped', says: 'A locked page inside EOF lost its pte.' },
	{ name: 'kernel BUG', says: 'A BUG() of the kernel was reached.' },
	{ name: 'lost dirty data', says: 'What a program wrote is nowhere.' },
];

const orphan = 'orphan page mapped';
const unlocked = 'VM_LOCKED page unmapped';

const expectation = {
	text: 'expect forced-unmap never',
	expected: 'never',
	observed: 'sometimes',
	met: false,
	where: 'workloads/litmus/remap-vs-reclaim.litmus:19',
} as const;

const evidence = {
	text: 'forced-unmap on trunc-vs-fault never "orphan page mapped"',
	holds: false,
	observed: 'sometimes',
	explored: { kind: 'complete', engine: 'e', states: 1200, transitions: 9, terminals: 4 },
	token: 'forced-unmap:trunc-vs-fault@0a1b2c:A9',
} as const;

/** A claim by halves, one that was not run, a race of every outcome. */
const discussion: AnsweredDiscussion = {
	path: 'workloads/claims/small.claims',
	blocks: [
		{ is: 'mail', subject: 'objrmap and vmtruncate', from: 'Hugh Dickins, 4 Apr 2003' },
		{ is: 'quote', lines: ['Worth adding checks', 'for?', ''] },
		{
			is: 'answer',
			answer: {
				id: 'S17',
				kind: 'question',
				says: 'a check when the pte is set keeps truncated pages out of page tables',
				verdict: 'both',
				parts: [
					{ says: 'the first half', verdict: 'refuted', evidence: [evidence] },
					{
						says: 'the second half',
						verdict: 'confirmed-within-bound',
						evidence: [
							{
								...evidence,
								holds: true,
								observed: 'never',
								explored: { ...evidence.explored, kind: 'bounded', bound: 2 },
								token: null,
							},
						],
					},
				],
				because: 'i_size drops before the zap.',
				explored: { kind: 'bounded', cells: 2, states: 2400, transitions: 18, terminals: 8 },
				witness: evidence.token,
			},
		},
		{
			is: 'answer',
			answer: {
				id: 'S25',
				kind: 'claim',
				says: 'objrmap finds a removed page',
				verdict: 'undecided',
				parts: [
					{
						says: null,
						verdict: 'undecided',
						evidence: [
							{ ...evidence, holds: null, observed: null, explored: { kind: 'none' }, token: null },
						],
					},
				],
				because: null,
				explored: { kind: 'none', cells: 1, states: 0, transitions: 0, terminals: 0 },
				witness: null,
			},
		},
		{
			is: 'race',
			race: {
				id: 'E1',
				says: 'the Dickens page',
				workloads: ['trunc-vs-fault'],
				cells: [
					{
						variant: 'lock-page-convert',
						outcome: 'found',
						kind: 'complete',
						token: evidence.token,
						history: 'fixed',
						agrees: false,
						why: 'the model has no such check.',
					},
					{
						variant: 'forced-unmap',
						outcome: 'not-applicable',
						kind: 'none',
						token: null,
						history: null,
						agrees: null,
						why: 'it has no such page.',
					},
				],
			},
		},
	],
};

/** Small, by hand: every kind of cell, a refuted claim, an unmet expectation, a cell that never ran. */
export const smallComparison: Comparison = {
	format: resultFormat,
	seed: 1,
	tool: 'rmaplab 0.1.0',
	base: 'lock-page-convert',
	variants: [
		variantOf('lock-page-convert', {
			patch: '',
			replaces: [],
			quoted: ["I see you're going for locking the page around page_convert_anon,"],
			diffstat: { functions: 0, insertions: 0, deletions: 0 },
		}),
		variantOf('forced-unmap', {
			apart: { base: 'lock-page-convert', litmus: 3, by: 'cost', workload: 'trunc-vs-fault' },
			refines: [
				{
					of: 'lock-page-convert',
					litmus: 3,
					equal: 3,
					holds: true,
					proved: 2,
					open: 0,
					violatedBy: null,
				},
			],
			quoted: [
				'But truncate_inode_pages should check page_mapped, and if so',
				'try_to_unmap with a force flag to attack even VM_LOCKED vmas.',
			],
			claims: [
				{
					claim: orphan,
					stated: 'never',
					holds: 'sometimes',
					rests: 'complete',
					memory: 'sc',
					witness: 'v1.forced.7f3a',
				},
				{
					claim: 'lost dirty data',
					stated: 'never',
					holds: 'never',
					rests: 'complete',
					memory: 'sc',
					witness: null,
				},
			],
		}),
		variantOf('nonlinear-aware', {
			from: 'linux-2.6.7 \u2014 \u201cwhat Linux did later\u201d',
			base: 'forced-unmap',
			diffstat: { functions: 31, insertions: 312, deletions: 104 },
		}),
	],
	workloads: [
		workloadOf('trunc-vs-fault', 'A fault found the page before truncate began.', ['S3', 'E1']),
		workloadOf('remap-vs-reclaim', 'Reclaim meets a remapped page.', []),
		workloadOf('locked-inside-eof', 'Does truncate touch a locked page inside EOF?', ['S5']),
		workloadOf('swap-storm', 'All at once.', ['E13']),
	],
	oracles,
	leftOut: [{ variant: 'forced-unmap', workloads: ['swap-storm'] }],
	discussions: [discussion],
	cells: [
		cellOf('lock-page-convert', 'trunc-vs-fault', {
			violations: [
				violationOf(orphan, 'do_no_page', 'v1.base.1', 44, 1, 2),
				violationOf(orphan, 'install_page', 'v1.base.2', 21, 1, 0),
			],
			questions: [
				{ text: 'mapped f[5] and beyond-eof f[5]', frequency: 'sometimes', token: 'v1.base.q' },
			],
		}),
		cellOf('lock-page-convert', 'remap-vs-reclaim', { explored: bounded }),
		cellOf('lock-page-convert', 'locked-inside-eof', {
			violations: [violationOf(unlocked, 'zap_page_range', 'v1.base.3', 30, 0, 500)],
			unmappedLocked: { min: 2, max: 2, collateralMax: 1 },
		}),
		cellOf('lock-page-convert', 'swap-storm', { explored: sampled }),
		cellOf('forced-unmap', 'trunc-vs-fault', {
			violations: [violationOf(orphan, 'page_add_rmap: !page->mapping', 'v1.f.1', 14, 1, 3)],
			cost: costOf(250),
		}),
		cellOf('forced-unmap', 'remap-vs-reclaim', {
			explored: bounded,
			violations: [violationOf('kernel BUG', 'page_remove_rmap', 'v1.f.2', 9, 0, 17)],
			expectations: [expectation],
			cost: costOf(150),
		}),
		cellOf('forced-unmap', 'locked-inside-eof', {
			unmappedLocked: { min: 0, max: 3, collateralMax: 0 },
			expectations: [{ ...expectation, observed: 'never', met: true }],
			cost: costOf(260),
		}),
		cellOf('forced-unmap', 'swap-storm', {
			explored: sampled,
			violations: [violationOf('lost dirty data', '=shrink_list', 'v1.f.3', 70, 2, 1)],
		}),
		cellOf('nonlinear-aware', 'trunc-vs-fault', { cost: costOf(180) }),
		cellOf('nonlinear-aware', 'remap-vs-reclaim', { cost: costOf(180) }),
		cellOf('nonlinear-aware', 'locked-inside-eof', {
			questions: [{ text: 'cached f[0]', frequency: 'always', token: null }],
			cost: costOf(200),
		}),
	],
	machine: { node: 'v20.0.0', platform: 'linux', cpus: 2 },
	wallClock: null,
};

const largeVariants: readonly string[] = (
	'lock-page-convert convert-v1 convert-v2a convert-v2c convert-v3-unlocked leave-vmtruncate ' +
	'forced-unmap forced-unmap-none forced-unmap-blocking forced-unmap-file-pte leave-to-shrink-list ' +
	'convert-from-truncate invalidate2-unmap recheck-racy-mapping recheck-racy-size ' +
	'recheck-racy-after no-bug no-bug-trylock no-bug-chain-lock anon-in-rmap anon-in-rmap-swap ' +
	'keep-mapping pte-chains nonlinear-aware forced-unmap+recheck-racy'
).split(' ');

const largeOracles: readonly string[] = [
	'orphan page mapped',
	'access beyond EOF succeeds',
	'spurious SIGBUS',
	'two copies of one file page',
	'lost dirty data',
	'page not reachable by rmap',
	'counts wrong',
	'kernel BUG',
	'type confusion',
	'VM_LOCKED page unmapped inside EOF',
	'deadlock',
	'data race',
];

/** The size of a real run: 25 variants by 35 litmus, from a fixed sequence of numbers. */
export function largeComparison(): Comparison {
	let state = 12345;
	const draw = (below: number): number => {
		state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
		return (state >> 8) % below;
	};
	const workloads = Array.from({ length: 35 }, (_, index) => {
		const verb = ['truncate', 'remap', 'fault', 'reclaim', 'mlock', 'fork', 'invalidate'];
		const first = verb[index % 7] ?? '';
		const second = verb[(index * 3 + 1) % 7] ?? '';
		return workloadOf(
			`${first}-vs-${second}-${index}`,
			`What happens when ${first} meets ${second}, on pages that were remapped before?`,
			[`S${index + 1}`],
		);
	});
	const cells = largeVariants.flatMap((variant, row) =>
		workloads.map((workload) => {
			const explored = draw(12) === 0 ? sampled : draw(8) === 0 ? bounded : complete;
			const count = variant === 'pte-chains' ? 0 : Math.max(0, draw(9) - 5);
			const violations = Array.from({ length: count }, () =>
				violationOf(
					largeOracles[draw(12)] ?? '',
					'page_add_rmap: !page->mapping',
					`v1.${draw(9999)}.${'0123456789abcdef'.repeat(3)}`,
					10 + draw(60),
					draw(3),
					draw(40),
				),
			);
			const max = Math.max(0, draw(10) - 6);
			return cellOf(variant, workload.name, {
				explored,
				violations,
				unmappedLocked: { min: draw(2) * max, max, collateralMax: Math.min(max, draw(2)) },
				cost: costOf(row === 0 ? 300 : 290 + draw(20) + row * 4 + (draw(20) === 0 ? 900 : 0)),
			});
		}),
	);
	return {
		...smallComparison,
		variants: largeVariants.map((name, index) => {
			const first = smallComparison.variants[index === 0 ? 0 : 1];
			return { ...(first ?? variantOf(name)), name };
		}),
		workloads,
		oracles: largeOracles.map((name) => ({ name, says: name })),
		cells,
	};
}
