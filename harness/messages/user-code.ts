/*
 * harness/messages/user-code.ts - what is said of a variant of the user's whose code does not work.
 */
import { grouped } from '../text/count.ts';
import { nearest } from '../text/nearest.ts';
import { didYouMean } from './variants.ts';

/** One mistake, as compilers print it; `functionName` is null while a file is loaded. */
function mistake(place: string, functionName: string | null, what: string): string {
	return `${place}: error: ${functionName === null ? '' : `${functionName}() `}${what}`;
}

/** A value of the user's in few words. */
function shown(value: unknown): string {
	if (typeof value === 'string') return JSON.stringify(value.slice(0, 80));
	if (typeof value === 'function') return 'a function';
	if (Array.isArray(value)) return 'an array';
	if (typeof value === 'object' && value !== null) return 'an object';
	return typeof value === 'bigint' ? `${value}n` : String(value);
}

const inFewWords = (thrown: unknown): string =>
	thrown instanceof Error ? String(thrown).split('\n', 1)[0]! : shown(thrown);

export function userCodeThrows(place: string, functionName: string, thrown: unknown): string {
	const what = inFewWords(thrown);
	const advice = `what a kernel finds wrong it says with 'yield* BUG(...)', and it never throws`;
	return mistake(place, functionName, `throws ${what}; ${advice}`);
}

function noSuchFunction(name: string, known: readonly string[]): string {
	return (
		`neither the kernel nor the variant has a function ${name}` +
		`${didYouMean(nearest(name, known))}; list new ones under adds`
	);
}

/** `known` are all functions that may be called. */
export function userCodeCallsUnknown(
	place: string,
	functionName: string,
	called: string,
	known: readonly string[],
): string {
	return mistake(place, functionName, `calls ${called}(): ${noSuchFunction(called, known)}`);
}

/** What a function yields that is no operation; `isCall` for what is one once it is run. */
export function userCodeYields(
	place: string,
	functionName: string,
	yielded: unknown,
	isCall: boolean,
): string {
	const what = isCall
		? `yields a call that was not begun; write 'yield*' and not 'yield'`
		: `yields ${shown(yielded)}, which is no operation; ` +
			`write 'yield* load(...)' and the like, of what 'rmaplab' exports`;
	return mistake(place, functionName, what);
}

/** An operand that is no number: of which operation, and which of its operands. */
export function userCodeOperand(
	place: string,
	functionName: string,
	operation: string,
	operand: string,
	value: unknown,
): string {
	const wanted = operand === 'field' ? 'no field of a struct' : 'no whole number';
	return mistake(
		place,
		functionName,
		`has a ${operation} whose ${operand} is ${shown(value)}, which is ${wanted}; ` +
			'look at where it comes from',
	);
}

export function userCodeReturns(place: string, functionName: string, returned: unknown): string {
	return mistake(
		place,
		functionName,
		`returns ${shown(returned)}; return a whole number, a boolean or nothing`,
	);
}

/** What stands in the table is no kernel function. */
export function userCodeIsNoTask(place: string, functionName: string, isAsync: boolean): string {
	const what = isAsync ? 'asynchronous' : 'no generator';
	const without = isAsync ? ` without 'async'` : '';
	return mistake(
		place,
		functionName,
		`is ${what}; write 'function* ${functionName}(...)'${without}`,
	);
}

/** `name` is null while the file is loaded. */
export function userCodeHangs(place: string, name: string | null, milliseconds: number): string {
	const what = name === null ? 'it is not loaded' : 'has neither taken a step nor returned';
	return mistake(
		place,
		name,
		`${what} after ${milliseconds / 1000} s; does a loop go round for ever? ` +
			`If it only takes long, give it more time with --patience`,
	);
}

/** `name` is null while the file is loaded. */
export function userCodeHoards(place: string, name: string | null, megabytesMax: number): string {
	return mistake(
		place,
		name,
		`${name === null ? 'it takes' : 'takes'} more than ${grouped(megabytesMax)} MB of memory; ` +
			`does it keep what it makes? What a kernel remembers stands in its structs`,
	);
}

/** What goes wrong in a user's code once the function that began it has returned. */
export function userCodeThrowsLate(place: string, thrown: unknown): string {
	return mistake(
		place,
		null,
		`throws ${inFewWords(thrown)} from a timer or a promise; a variant only defines functions`,
	);
}

/** The same for code that ends the process, or the worker, from inside. */
export function userCodeExits(place: string, name: string | null): string {
	return mistake(
		place,
		name,
		name === null
			? 'it ends the process, or waits for ever, while it is loaded; a variant only defines functions'
			: `ends the process; a kernel function may only yield operations and return`,
	);
}

/** Nothing of a user's was running. */
export function workerEnded(): string {
	return 'a worker ended in the middle of its work';
}

/** Of what only TypeScript has and what is more than a type. */
export function cannotBeErased(construct: string): string {
	return `${construct} makes code that no engine runs; write it in plain JavaScript with types`;
}

/** A call that was made and that nothing runs. */
export function taskIsForgotten(place: string, within: string | null, called: string): string {
	return mistake(
		place,
		within,
		`calls ${called}() without 'yield*', so that nothing happens; write 'yield* ${called}(...)'`,
	);
}

/** A field that an object does not have; `object` is its struct, or what the object is called. */
export function fieldOfOtherStruct(
	place: string,
	within: string | null,
	field: string,
	struct: string,
	object: string,
): string {
	const where = within === null ? '' : ` in ${within}()`;
	return mistake(
		place,
		null,
		`${field} is a field of struct ${struct}; what it is taken from${where} is ${object}`,
	);
}

export function nameNotImported(place: string, name: string): string {
	return mistake(place, null, `${name} is not imported from 'rmaplab'`);
}

/** A name that neither the file nor rmaplab has. */
export function nameUnknown(place: string, name: string, nearest: string | null): string {
	return mistake(place, null, `${name} is neither imported nor declared${didYouMean(nearest)}`);
}

export function noSuchName(place: string, name: string, nearest: string | null): string {
	return mistake(place, null, `rmaplab has no ${name}${didYouMean(nearest)}`);
}
