/*
 * harness/audit/promela/model.ts - the whole race as a Promela model: one process per task, one label per
 * local state, one variable per word that changes.
 *
 * A last process runs only when nothing else can, prints the state and stays where it is, so that it
 * adds no state of its own.
 */
import type { Step } from '../../engine/step.ts';
import type { Problem } from '../../explore/problem.ts';
import { promelaHeader, promelaHolds, promelaReports } from '../../messages/index.ts';
import { all, type Condition } from './expression.ts';
import { heldLocks } from './held.ts';
import { NotExpressible } from './not-expressible.ts';
import type { Context, Option } from './option.ts';
import { optionsOf } from './options.ts';
import type { Survey } from './survey.ts';
import { identifier, wordsOf, type Words } from './words.ts';

export interface Model {
	readonly text: string;
	/** Addresses of the words that the model prints of an end, in that order. */
	readonly addresses: readonly number[];
	/** Lines that a run of the model prints of an end begin with it. */
	readonly mark: string;
}

export interface ModelNames {
	readonly variant: string;
	readonly workload: string;
	/** One per task, unique. */
	readonly tasks: readonly string[];
}

const mark = 'rmaplab-end';

/**
 * Writes the model of a surveyed problem.
 * @throws NotExpressible when a step depends on more than memory and the task's local state
 */
export function modelOf(problem: Problem, survey: Survey, names: ModelNames): Model {
	const { machine, automata, roots, after } = problem;
	const words = wordsOf(machine, problem.image, survey);
	const processes = names.tasks.map((name, task) => `cpu${task}_${identifier(name)}`);
	// A task that never ends well has no label for it.
	const done = processes.flatMap((name, task): Condition[] =>
		task === after ? [] : [survey.locals[task]!.has(0) ? `${name}@L0` : false],
	);
	const held = heldLocks(survey, processes);
	const context: Context = { automata, machine, words, held, othersDone: all(...done) };
	const lines = [
		'/*',
		...promelaHeader(names.variant, names.workload, survey.states).map(inComment),
		' */',
		...words.declarations,
		...(held.declarations.length === 0 ? [] : [`/* ${promelaHolds()} */`, ...held.declarations]),
		'',
	];
	const standings: Standing[] = [];
	for (const [task, name] of processes.entries()) {
		const locals = survey.locals[task]!;
		const rest = [...locals.keys()]
			.filter((each) => each !== roots[task])
			.toSorted((a, b) => a - b);
		lines.push(`active proctype ${name}() {`);
		for (const local of [roots[task]!, ...rest]) {
			const state = stateOf(context, task, local, survey);
			lines.push(...state.lines);
			if (state.mayStand) standings.push({ task, name, local });
		}
		lines.push('}', '');
	}
	lines.push(...reporter(processes.length, standings, words));
	return { text: `${lines.join('\n')}\n`, addresses: words.addresses, mark };
}

/** A local state in which its task can be when nothing can run. */
interface Standing {
	readonly task: number;
	/** The task's process. */
	readonly name: string;
	readonly local: number;
}

interface State {
	readonly lines: readonly string[];
	readonly mayStand: boolean;
}

function stateOf(context: Context, task: number, local: number, survey: Survey): State {
	const { automata, machine } = context;
	const step = automata.steps[local] ?? null;
	if (step === null) {
		const dead = automata.deadState(local);
		const why = dead === null ? 'done' : `${dead.death.oracle}: ${dead.death.text}`;
		return { lines: [`L${local}: /* ${comment(why)} */`, '\tfalse;'], mayStand: true };
	}
	const where = `${inShort(automata.functionOf(local))}: ${describeStep(step, machine.nameOf(step.object))}`;
	const lines = [`L${local}: /* ${comment(where)} */`, '\tif'];
	const { options, waits } = optionsOf(context, task, local);
	// An observation that another task made of a shared local state is no observation of this one.
	const known = options.filter(({ when, to }) => when !== false && survey.locals[task]!.has(to));
	for (const each of known) lines.push(`\t:: ${optionText(each)}`);
	if (!survey.seen.has(local) && !waits) throw new NotExpressible(where);
	if (known.length === 0) lines.push('\t:: false');
	else if (!waits && !known.some(({ when }) => when === true)) {
		lines.push('\t:: else -> assert(false)');
	}
	lines.push('\tfi;');
	// Whatever can wait can be where a task stands for ever; all else has an option that runs.
	return { lines, mayStand: waits || known.length === 0 };
}

function optionText({ when, does, to }: Option): string {
	const guard = when === true ? [] : [String(when)];
	if (does.length === 0) return `${guard[0] ?? 'skip'} -> goto L${to}`;
	if (guard.length + does.length === 1) return `${does[0]} -> goto L${to}`;
	return `atomic { ${[...guard, ...shortened(does)].join('; ')} } -> goto L${to}`;
}

/** A new page table has more words than SPIN takes statements in one sequence. */
const statementsMax = 24;

function shortened(does: readonly string[]): readonly string[] {
	if (does.length <= statementsMax) return does;
	const asserts = does.filter((each) => each.startsWith('assert'));
	const assignments = does.filter((each) => !each.startsWith('assert'));
	const inC = assignments.map((each) => `${each.replaceAll(/[A-Za-z_]\w*/g, 'now.$&')};`);
	return [...asserts, `c_code { ${inC.join(' ')} }`];
}

function describeStep({ kind, operation }: Step, object: string): string {
	const what = operation.field?.name ?? operation.name;
	return `${kind} ${what}${operation.object === 0 ? '' : ` of ${object}`}`;
}

function inComment(line: string): string {
	return ` * ${line}`.trimEnd();
}

function comment(text: string): string {
	return text.replaceAll('*/', '* /');
}

/**
 * The process that prints an end: where each task stands, then every variable. Where a task stands in a
 * place that the model does not count among those where it can, -1 is printed.
 */
function reporter(tasks: number, standings: readonly Standing[], words: Words): string[] {
	const stands = Array.from({ length: tasks }, (_, task) => `stands[${task}]`);
	const values = words.addresses.map((address) => `now.${words.read(address)}`);
	const format = [...stands, ...values].map(() => '%d').join(' ');
	return [
		'/*',
		...promelaReports().map(inComment),
		' */',
		'c_decl {',
		`\tstatic int stands[${tasks}];`,
		// SPIN takes no call inside c_expr, lest it have side effects on the state; these have none.
		'\tstatic int stand(int task, int local) { stands[task] = local; return 0; }',
		`\t\\#define NOWHERE (${stands.map((each) => `${each} = -1`).join(', ')}, 0)`,
		...standings.map(
			({ task, local }) => `\t\\#define STANDS_${task}_${local} stand(${task}, ${local})`,
		),
		`\t\\#define TELL (printf("${mark} ${format}\\n", ${[...stands, ...values].join(', ')}), 0)`,
		'}',
		'active proctype report() {',
		'\tdo',
		'\t:: timeout && c_expr { NOWHERE }',
		...standings.map(
			({ task, name, local }) =>
				`\t:: timeout && ${name}@L${local} && c_expr { STANDS_${task}_${local} }`,
		),
		'\t:: timeout && c_expr { TELL }',
		'\tod',
		'}',
	];
}

/** A program is named by the whole digest of its litmus test; six digits of it are enough to read. */
const inShort = (name: string): string =>
	name.replace(/[0-9a-f]{64}/, (digest) => digest.slice(0, 6));
