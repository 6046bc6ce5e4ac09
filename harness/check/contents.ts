/*
 * harness/check/contents.ts - the values that a page of a file may show to a program, as far as the text determines them.
 *
 * A page shows what was there first, or what a store has put there: one that no other is certain to have
 * overwritten, and that may have come before the look. All that cannot be excluded is allowed.
 */
import { mapMade, rangeChanged } from '../workload.ts';
import { lineageOf, mayShowAnother, precedes, type Made } from './addresses.ts';
import type { PlacedAccess, PlacedCall, Scene } from './oracle.ts';
import { isStore, succeeded } from './outcome.ts';
import { cuts } from './page-tables.ts';
import { readingOf, targetsOf, type Reading, type Target } from './targets.ts';

/** The calls that make the accesses of a scene. */
const makersOf = new WeakMap<object, ReadonlyMap<PlacedAccess, Made>>();

function makers(scene: Scene, reading: Reading): ReadonlyMap<PlacedAccess, Made> {
	const calls: ReadonlyMap<string, PlacedCall> = scene.calls ?? new Map();
	let known = makersOf.get(calls);
	if (known === undefined) {
		known = new Map(
			reading.calls.made.flatMap((made) =>
				(calls.get(made.key)?.accesses ?? []).map((each) => [each, made] as const),
			),
		);
		makersOf.set(calls, known);
	}
	return known;
}

/** Whether a touch goes to private or anonymous memory for certain. */
function isPrivate(scene: Scene, access: PlacedAccess): boolean {
	const { process, map, page } = access;
	if (scene.workload === undefined || process === null || map === null) return false;
	const { calls } = readingOf(scene.workload);
	const when = makers(scene, readingOf(scene.workload)).get(access)?.when;
	if (when === undefined || mayShowAnother(calls, { process, map, page }, when)) return false;
	const lineage = lineageOf(calls, process);
	const ours = calls.made.filter((each) => lineage.has(each.process));
	const [maker, ...others] = ours.filter(({ call }) => mapMade(call) === map);
	if (maker === undefined || others.length > 0 || maker.call.call !== 'map') return false;
	const isChanged = ours.some(({ call }) => rangeChanged(call)?.map === map);
	return !isChanged && !(maker.call.shared && maker.call.file !== null);
}

/** null: a look when all is over. */
type Look = PlacedAccess | null;
type Before = (one: Look, other: Look) => boolean;

/** Whether one access is over before the other begins. */
function order(scene: Scene): Before {
	const reading = readingOf(scene.workload!);
	const made = makers(scene, reading);
	return (one, other) => {
		if (one === null || other === null) return one !== null;
		const [first, second] = [made.get(one), made.get(other)];
		return (
			first !== undefined &&
			second !== undefined &&
			precedes(reading.calls, first.when, second.when)
		);
	};
}

/** Whether a store may be what the look finds, where `sure` are stores that go to the page for certain. */
function maySee(
	store: PlacedAccess,
	look: Look,
	sure: readonly PlacedAccess[],
	before: Before,
): boolean {
	if (before(look, store)) return false;
	return !sure.some((each) => each !== store && before(store, each) && before(each, look));
}

/** Whether the look may find this value in a page of a file. */
export function fileMayShow(
	scene: Scene,
	{ mapping, page }: Target,
	value: number,
	look: Look,
): boolean {
	const before = order(scene);
	const file = scene.files.find((each) => each.mapping === mapping);
	if (file === undefined) return true;
	const isHere = (each: Target): boolean => each.mapping === mapping && each.page === page;
	const stores = scene.accesses.filter(isStore);
	const sure = stores.filter((each) => {
		const targets = targetsOf(scene, each);
		return targets.length === 1 && isHere(targets[0]!) && succeeded(scene, each);
	});
	const cutting = scene.accesses.filter((each) => cuts(each, mapping, page) && !before(look, each));
	const cut = cutting.length > 0;
	// What such a cut has taken away does not come back.
	const surelyCut = cutting.filter((each) => before(each, look) && succeeded(scene, each));
	if (value === 0 && (cut || page >= file.pages)) return true;
	if (value === scene.initialContents(mapping, page)) {
		if (surelyCut.length > 0) return false;
		return cut || !sure.some((each) => before(each, look));
	}
	return stores.some((each) => {
		if (each.value !== value || isPrivate(scene, each)) return false;
		if (surelyCut.some((other) => before(each, other))) return false;
		const targets = targetsOf(scene, each);
		return (
			(targets.length === 0 || targets.some(isHere)) && (cut || maySee(each, look, sure, before))
		);
	});
}
