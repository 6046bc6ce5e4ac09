/*
 * harness/catalogue/discussions.ts - finds claims files, ours or a path.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { variants } from '../../variants/index.ts';
import { parseClaims, type Known } from '../../workloads/claims/index.ts';
import { formatLitmusError } from '../../workloads/litmus/index.ts';
import { oracles } from '../check/index.ts';
import type { Discussion } from '../discussion.ts';
import { BadInput, mailIsNoClaims } from '../messages/index.ts';
import { readGiven } from './given-file.ts';
import { packageRoot } from './source.ts';
import { workloadNames } from './litmus.ts';

const folder = join('workloads', 'claims');

/** Names of ours, for claims files that speak of nothing else. */
export function ourNames(): Known {
	return {
		variants: Object.keys(variants),
		workloads: workloadNames(),
		oracles: Object.keys(oracles),
	};
}

/** Ours, in alphabetical order of their files. */
export function shippedDiscussions(): Discussion[] {
	return readdirSync(join(packageRoot(), folder))
		.filter((file) => file.endsWith('.claims'))
		.toSorted()
		.map((file) => read(join(packageRoot(), folder, file), join(folder, file), ourNames()));
}

/**
 * Reads one claims file.
 * @throws BadInput with one gcc-style line when it cannot be read
 */
export function readDiscussion(path: string, known: Known): Discussion {
	return read(path, path, known);
}

/** Whether it begins with headers of a mail, or as a mailbox does. */
const isMail = (text: string): boolean =>
	/^\s*(?:From |(?:From|To|Cc|Date|Subject|Message-ID|Received|Return-Path|In-Reply-To): )/i.test(
		text,
	);

function read(where: string, path: string, known: Known): Discussion {
	const text = readGiven(where).toString('utf8');
	if (isMail(text)) throw new BadInput(mailIsNoClaims(path));
	const found = parseClaims(text, path, known);
	if ('error' in found) throw new BadInput(formatLitmusError(found.error));
	return found.discussion;
}
