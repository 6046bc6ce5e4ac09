/*
 * harness/cell/shared-maps.ts - which maps one program makes and another uses.
 *
 * Where a map is that a program makes in the race, only that program knows, until it tells. So such an
 * address goes through a word of the simulated memory; that of all others is a constant of the programs.
 */
import { copiedPage } from './copied-page.ts';
import {
	heirLine,
	mapMade,
	parentsInRace,
	type Call,
	type Program,
	type Workload,
} from '../workload.ts';

/** What a map is called in a workload, across all of its processes. */
export const mapKey = (process: string | null, map: string): string => `${process} ${map}`;

/** Maps whose addresses a call has to know. */
export function mapsUsed(call: Call): string[] {
	const fixed = 'fixed' in call && call.fixed !== null ? [call.fixed.map] : [];
	const copied = copiedPage(call);
	const named = copied === null ? fixed : [copied.map, ...fixed];
	return 'range' in call ? [call.range.map, ...named] : named;
}

/** Whose map it can be that a process calls by that name: its own, or one of an ancestor; keys, the nearest first. */
export function ownersOf(workload: Workload): (process: string, map: string) => string[] {
	const parents = parentsInRace(workload);
	return (process, map) => heirLine(parents, process).map((each) => mapKey(each, map));
}

/** The programs of the race, and what runs after it, which is one program. */
const programsOf = ({ cpus, after }: Workload): { program: Program; task: number }[] => [
	...cpus.map((program, i) => ({ program, task: i })),
	...after.map((program) => ({ program, task: cpus.length })),
];

/**
 * Keys of the maps made in the race, or after it, that another program or a `never` line speaks of, in the
 * order of the text.
 */
export function sharedMaps(workload: Workload): string[] {
	const owners = ownersOf(workload);
	const programs = programsOf(workload);
	const makers = new Map<string, number>();
	for (const { program, task } of programs) {
		for (const call of program.calls) {
			const made = mapMade(call);
			if (made !== null) makers.set(mapKey(program.process, made), task);
		}
	}
	const shared = new Set<string>();
	const ownerOf = (process: string | null, map: string): string | undefined =>
		owners(process ?? '', map).find((key) => makers.has(key));
	for (const { program, task } of programs) {
		for (const map of program.calls.flatMap(mapsUsed)) {
			const key = ownerOf(program.process, map);
			if (key !== undefined && makers.get(key) !== task) shared.add(key);
		}
	}
	for (const condition of workload.never.flatMap((line) => line.conditions)) {
		if (condition.holds !== 'shows' && condition.holds !== 'present') continue;
		const key = ownerOf(condition.process, condition.map);
		if (key !== undefined) shared.add(key);
	}
	return [...makers.keys()].filter((key) => shared.has(key));
}

/**
 * Children forked in the race, or after it, that another program or a line names. Where a line names a process and
 * one may end, every child is told of, since it may get the mm of the one that ended.
 */
export function sharedChildren(workload: Workload): string[] {
	const programs = programsOf(workload);
	const forks = programs.flatMap(({ program, task }) =>
		program.calls.flatMap((each) => (each.call === 'fork' ? [{ child: each.child, task }] : [])),
	);
	const named = new Set([
		...workload.counts,
		...workload.never
			.flatMap((line) => line.conditions)
			.flatMap((each) =>
				each.holds === 'shows' || each.holds === 'present' ? [each.process] : [],
			),
	]);
	const ends = programs.some(({ program }) => program.calls.some(({ call }) => call === 'exit'));
	return forks
		.filter(
			({ child, task }) =>
				named.has(child) ||
				(named.size > 0 && ends) ||
				programs.some((each) => each.program.process === child && each.task !== task),
		)
		.map(({ child }) => child);
}
