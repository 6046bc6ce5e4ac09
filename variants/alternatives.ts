/*
 * variants/alternatives.ts - variants of which the thread says that one takes the place of another, so that a stack
 * holds at most one of each group. A variant that stacks on another is no alternative to it.
 */

export interface Alternatives {
	readonly names: readonly string[];
	/** Whether they are forms of one idea, and not two ideas of which one suffices. */
	readonly isOneIdea: boolean;
	/** What the discussion says, and where. */
	readonly source: string;
}

export const alternatives: readonly Alternatives[] = [
	{
		names: ['convert-v1', 'convert-v2a', 'convert-v2c'],
		isOneIdea: true,
		source: 'three versions of page_convert_anon, 1 to 3 Apr 2003',
	},
	{
		names: ['forced-unmap', 'forced-unmap-noforce'],
		isOneIdea: true,
		source: 'with a force flag or without, 4 Apr 2003',
	},
	{
		names: ['recheck-racy-a', 'recheck-racy-b', 'recheck-racy-c'],
		isOneIdea: true,
		source: 'three kinds of one check, 4 Apr 2003',
	},
	{
		names: ['no-bug-trylock', 'no-bug-chainlock'],
		isOneIdea: true,
		source: 'the page lock, or the chain lock instead of it, 4 Apr 2003 21:43 UTC',
	},
	{
		names: ['anon-in-rmap', 'keep-mapping'],
		isOneIdea: false,
		source: "'Or, stop resetting page->mapping', 4 Apr 2003",
	},
	{
		names: ['convert-v1-trylock', 'convert-v1-revalidate'],
		isOneIdea: false,
		source: 'two guards against one false match, 2 Apr 2003',
	},
	{
		names: ['mm3-lists', 'sorted-vmas'],
		isOneIdea: true,
		source: 'sorted lists, and their repair, 2 and 8 Apr 2003',
	},
	{
		names: ['truncate-count', 'truncate-count-two'],
		isOneIdea: true,
		source: 'one counter or two, 15 May to 23 Jun 2003',
	},
	{
		names: ['invalidate2-one-counter', 'invalidate2-two-counters'],
		isOneIdea: true,
		source: 'one counter or two, 15 May to 23 Jun 2003',
	},
];

/** Whether one takes the place of the other. */
export const areAlternatives = (one: string, other: string): boolean =>
	alternatives.some(({ names }) => names.includes(one) && names.includes(other));
