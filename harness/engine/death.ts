/*
 * harness/engine/death.ts - what a task can die of, by the machine's own checks.
 */
import type { NameOf } from './layout.ts';

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
	/** In the machine's own names of objects. */
	readonly text: string;
	/** The same in names of the reader's; left out where no object is named. */
	readonly tell?: (nameOf: NameOf) => string;
}

export const death = (which: keyof typeof deaths, text: string): Death => ({
	oracle: deaths[which],
	text,
});

/** A death of which is told with names of objects. */
export const deathNaming = (
	which: keyof typeof deaths,
	nameOf: NameOf,
	tell: (nameOf: NameOf) => string,
): Death => ({ oracle: deaths[which], text: tell(nameOf), tell });

/** What a task died of, in the reader's names of objects. */
export const tellDeath = ({ text, tell }: Death, nameOf: NameOf): string => tell?.(nameOf) ?? text;
