/*
 * harness/engine/location.ts - where accesses meet: one bit of a word, or the word as a whole.
 */

/** Stands for all bits of a word. */
const wholeWord = 31;

/** The location of a word. */
export const wordLocation = (address: number): number => address * 32 + wholeWord;

/** The location of one bit of a word. */
export const bitLocation = (address: number, bit: number): number => address * 32 + bit;

/** The address of the word that a location is, or is a bit of. */
export const addressOf = (location: number): number => Math.floor(location / 32);

/** Whether two locations at one address have a bit in common. */
export const overlap = (one: number, other: number): boolean =>
	one === other || one % 32 === wholeWord || other % 32 === wholeWord;
