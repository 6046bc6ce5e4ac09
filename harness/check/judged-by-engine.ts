/*
 * harness/check/judged-by-engine.ts - the oracles that the engine judges while it runs, or a search when it is
 * over; of these there is nothing to look at in a final state.
 */
import type { EngineOracleName } from './oracle-name.ts';
import type { Oracle } from './oracle.ts';

export const judgedByEngine: Readonly<Record<EngineOracleName, Oracle>> = {
	'kernel BUG': {
		says: 'a task reached a BUG() or BUG_ON() of the kernel',
		mutant: 'remove-rmap-runs-twice',
	},
	'NULL dereference': {
		says: 'a task followed a NULL pointer',
		mutant: 'convert-forgets-truncation',
	},
	'freed object used': {
		says: 'a task touched or freed an object that was free',
		mutant: 'chain-node-is-freed-while-linked',
	},
	'list corruption': {
		says: 'a task took something off a list that was not on it',
		mutant: 'vma-leaves-its-file-twice',
	},
	deadlock: {
		says: 'tasks wait for each other, or one for itself, and none can go on',
		mutant: 'truncate-locks-the-page-twice',
	},
	livelock: {
		says: 'a task goes round without end and nobody can let it out',
		mutant: 'truncate-waits-for-nobody',
	},
	'lock order': {
		says: "two locks are taken in both orders, or against the kernel's own list",
		mutant: 'truncate-takes-locks-in-reverse',
	},
	'data race': {
		says: 'two tasks touch one plain word, one of them writing, with no lock in common',
		mutant: 'rss-is-counted-without-lock',
	},
	'sleeping under a spinlock': {
		says: 'a task that holds a spinlock may sleep',
		mutant: 'add-rmap-sleeps',
	},
	'unlock of what is not held': {
		says: 'a task released a lock that it did not hold',
		mutant: 'truncate-unlocks-the-tree-twice',
	},
	'lock left held': {
		says: 'a system call returned with a lock held',
		mutant: 'truncate-keeps-i-shared-sem',
	},
};
