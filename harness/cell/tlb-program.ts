/*
 * harness/cell/tlb-program.ts - kernel functions as a cpu with a TLB runs them, in litmus files with `tlb`.
 *
 * A generator wraps each function: accesses of the program go through the TLB (mm/tlb-steps.ts), and flushes become
 * steps at the places that mm/tlb-flushes.ts has. A wrapped function has a name of its own, `do_no_page@tlb`, so that
 * the nodes of both ways of running it are kept apart.
 */
import { functionMark } from '../engine/function-name.ts';
import { type Starter } from '../engine/nodes.ts';
import { atomic, type Operation } from '../engine/operation.ts';
import { pte_word } from '../mm/include/pgtable.ts';
import { TASK_SIZE } from '../mm/include/sizes.ts';
import { tlbFlushes, type Flushes, type FlushTable } from '../mm/tlb-flushes.ts';

type Running = ReturnType<Starter>;

const mark = `${functionMark}tlb`;

/**
 * A starter that also knows each function of the kernel under `name@tlb`; all other names are those of `others`.
 */
export function withTlbs(
	kernel: Starter,
	others: Starter,
	flushes: FlushTable = tlbFlushes,
): Starter {
	return (name, args) => {
		if (!name.endsWith(mark)) return others(name, args);
		const plain = name.slice(0, -mark.length);
		const rule = Object.hasOwn(flushes, plain) ? flushes[plain]! : null;
		return flushing(kernel(plain, args), rule, args);
	};
}

/** The program of a cpu with a TLB. */
export function tlbProgram(program: Running): Running {
	return flushing(program, null, []);
}

/** A function that flushes at once has no `rule`. */
function* flushing(running: Running, rule: Flushes | null, args: readonly number[]): Running {
	if (rule?.when === 'begin') yield* atomic('tlb_flush_gather', args[0]!);
	let isDue = rule?.when === 'unlock' && rule.if === undefined;
	let result = running.next();
	while (!result.done) {
		const operation = result.value;
		const { kind, name, object } = operation;
		let observed = 0;
		if (kind === 'barrier') {
			if (name === 'flush_tlb_range') yield* atomic('tlb_flush', ...operation.args);
		} else {
			if (isDue && rule?.when === 'unlock' && kind === 'unlock' && isOf(operation, rule.lock)) {
				const [start, bytes] = rule.range === 'all' ? [0, TASK_SIZE] : rule.range(args);
				yield* atomic('tlb_flush', object, start, bytes);
			}
			observed = yield asRun(operation);
			if (rule?.when === 'unlock' && kind === 'call' && name === rule.if) isDue = observed === 1;
			if (isToFlush(operation, observed, rule)) yield* atomic('tlb_flush_pte', object);
		}
		result = running.next(observed);
	}
	return result.value;
}

const isOf = ({ lock }: Operation, which: Operation['lock']): boolean => lock?.name === which!.name;

function asRun(operation: Operation): Operation {
	if (operation.kind === 'call') return { ...operation, name: `${operation.name}${mark}` };
	if (operation.name === 'userAccess') return { ...operation, name: 'tlb_access' };
	return operation;
}

/** Whether the step changed a pte in such a way that its page is flushed at once. */
function isToFlush(
	{ kind, field, bit }: Operation,
	observed: number,
	rule: Flushes | null,
): boolean {
	if (field?.struct !== pte_word.struct) return false;
	if (rule?.when === 'set') return kind === 'store';
	if (rule !== null) return false;
	return kind === 'xchg' || (kind === 'test-and-clear-bit' && bit === 6 && observed === 1);
}
