/*
 * harness/messages/withdrawn.ts - what is said of a search that was not complete although it said so.
 */
import type { Withdrawn } from '../result.ts';
import { type NamedFiles, replayCommand } from './commands.ts';

/** What one violation is called in a sentence. */
export const violationPhrase = (oracle: string, site: string): string =>
	site === '' ? oracle : `${oracle} (${site})`;

/** An end that no oracle minds. */
export const unseenEnd = (): string => 'an end that the search did not come to';

export function searchWithdrawn(
	variant: string,
	workload: string,
	{ engine, missed, token }: Withdrawn,
	named?: NamedFiles,
): string {
	return (
		`internal fault: ${variant} on ${workload}: the search (${engine}) took itself for complete, but ` +
		`a random schedule shows ${missed}. Its verdict is withdrawn; what is printed of this cell was ` +
		`seen, and nothing is proved. Please report it with this line and the two files:\n` +
		`  ${replayCommand(token, named)}`
	);
}
