/*
 * harness/engine/death.ts - what a task can die of, by the machine's own checks.
 */

export const deaths = {
	bug: 'kernel BUG',
	null: 'NULL dereference',
	freed: 'freed object used',
	confusion: 'type confusion of page->pte',
	sleep: 'sleeping under a spinlock',
	unlock: 'unlock of what is not held',
	held: 'lock left held',
	list: 'list corruption',
	full: 'simulated memory exhausted',
} as const;

/** Why a task ended before its program did. */
export interface Death {
	readonly oracle: (typeof deaths)[keyof typeof deaths];
	readonly text: string;
}

export const death = (which: keyof typeof deaths, text: string): Death => ({
	oracle: deaths[which],
	text,
});
