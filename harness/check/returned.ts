/*
 * harness/check/returned.ts - what came of a call, held against what a `never` line asks for.
 */
import {
	callReturned,
	OUTCOME_ERRNO,
	OUTCOME_OOM,
	OUTCOME_SEGV,
	OUTCOME_SIGBUS,
	OUTCOME_VALUE,
	outcomeResult,
	outcomeValue,
} from '../mm/mm_types.ts';
import { callKey, type CallName, type Contents, type Result } from '../workload.ts';
import type { PlacedAccess, PlacedCall, Scene } from './oracle.ts';

/** Whether the call is over and came to that; of a call on several pages, whether one of them did. */
export function isReturned(scene: Scene, name: CallName, result: Result): boolean {
	const call = callNamed(scene, name);
	if (call === null) return false;
	if (call.accesses.length === 0) return isValue(returnedBy(scene, call), result);
	const some = (came: (access: PlacedAccess) => boolean): boolean => call.accesses.some(came);
	switch (result.is) {
		case 'success':
			return !some((each) => !succeeded(scene, each));
		case 'failure':
			return some((each) => failed(scene, each));
		case 'end of file':
			return some((each) => errnoOf(scene, each) === 0);
		case 'errno':
			return some((each) => errnoOf(scene, each) === result.errno);
		case 'signal':
			return some((each) => scene.read(outcomeResult, each.outcome) === signals[result.signal]);
		case 'contents':
			return some(
				(each) =>
					scene.read(outcomeResult, each.outcome) === OUTCOME_VALUE &&
					isContents(scene, result.contents, scene.read(outcomeValue, each.outcome)),
			);
		case 'mask':
			return false;
	}
}

/** Whether a page holds that value by what a `never` line calls it. */
export function isContents(scene: Scene, contents: Contents, value: number): boolean {
	switch (contents.of) {
		case 'zero':
			return value === 0;
		case 'page': {
			const file = scene.files.find((each) => each.name === contents.file)!;
			return value === scene.initialContents(file.mapping, contents.page);
		}
		case 'store': {
			const call = callNamed(scene, contents.store);
			return call !== null && call.accesses.some((each) => each.value === value);
		}
	}
}

const signals = {
	SIGBUS: OUTCOME_SIGBUS,
	SIGSEGV: OUTCOME_SEGV,
	OOM: OUTCOME_OOM,
} as const;

const callNamed = (scene: Scene, name: CallName): PlacedCall | null =>
	(scene.workload === undefined ? null : scene.calls?.get(callKey(name, scene.workload))) ?? null;

/** What a call without an access returned; null when it is not over. */
export function returnedBy(scene: Scene, { returned, before }: PlacedCall): number | null {
	if (before !== null || returned === 0) return before;
	const noted = scene.read(callReturned, returned);
	if (noted === 0) return null;
	return noted < 0 ? noted : noted - 1;
}

/** Of all system calls by key, those that returned an error, with its number. */
export function failuresIn(scene: Scene): Map<string, number> {
	const failed = new Map<string, number>();
	for (const [key, call] of scene.calls ?? []) {
		const returned = returnedBy(scene, call) ?? 0;
		const errno =
			returned < 0
				? -returned
				: call.accesses.map((each) => errnoOf(scene, each)).find((each) => (each ?? 0) > 0);
		if (errno !== undefined && errno !== null) failed.set(key, errno);
	}
	return failed;
}

function isValue(value: number | null, result: Result): boolean {
	if (value === null) return false;
	switch (result.is) {
		case 'success':
			return value >= 0;
		case 'failure':
			return value < 0;
		case 'errno':
			return value === -result.errno;
		case 'mask':
			return value === result.mask;
		default:
			return false;
	}
}

/** null where none was returned. */
const errnoOf = (scene: Scene, { outcome }: PlacedAccess): number | null =>
	scene.read(outcomeResult, outcome) === OUTCOME_ERRNO ? scene.read(outcomeValue, outcome) : null;

/** Also of a read at the end of the file, which returns 0. */
const succeeded = (scene: Scene, access: PlacedAccess): boolean =>
	scene.read(outcomeResult, access.outcome) === OUTCOME_VALUE || errnoOf(scene, access) === 0;

const failed = (scene: Scene, access: PlacedAccess): boolean =>
	scene.read(outcomeResult, access.outcome) !== 0 && !succeeded(scene, access);
