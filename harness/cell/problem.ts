/*
 * harness/cell/problem.ts - a placed race as the searches want it.
 */
import { Automata } from '../engine/automaton.ts';
import type { CallTree } from '../engine/nodes.ts';
import { Machine } from '../engine/machine.ts';
import type { Problem } from '../explore/problem.ts';
import { atomics } from '../mm/atomics.ts';
import type { BootedVariant } from './boot.ts';
import { countCost } from './cost.ts';
import type { Placed } from './placed.ts';

/** Binds a placed workload to a machine and to automata along the variant's nodes. */
export function problemOf(
	booted: BootedVariant,
	placed: Placed,
	nodes: CallTree = booted.nodes,
): Problem {
	const machine = machineOf(placed);
	machine.load(placed.image);
	const programs = new Map(placed.programs.map(({ name, start }) => [name, start]));
	const automata = new Automata(nodes, programs);
	return {
		machine,
		automata,
		image: placed.image,
		roots: placed.programs.map((program) => automata.root(program.name, [])),
		after: placed.after,
	};
}

/**
 * A machine for the placed workload. Racing task i allocates from slice i + 1; what runs after the race
 * uses the boot cpu's, and flush tasks allocate nothing.
 */
function machineOf({ workload, layout, programs, image }: Placed): Machine {
	const slices = programs.map((_, i) => (i < workload.cpus.length ? i + 1 : 0));
	const machine = new Machine(layout, atomics, slices);
	const extraWords = image.length - machine.memory.length;
	return extraWords === 0 ? machine : new Machine(layout, atomics, slices, extraWords);
}

/** A fresh machine for the workload, to run it sequentially. */
export function sequentialOf(placed: Placed): Parameters<typeof countCost>[0] {
	return {
		machine: machineOf(placed),
		image: placed.image,
		programs: placed.programs,
	};
}
