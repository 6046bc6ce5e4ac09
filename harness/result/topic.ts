/*
 * harness/result/topic.ts - what the mail of a run is about: one's own patches, the few that were asked for, or
 * all proposals beside each other.
 */
import type { VariantResult } from './variant.ts';

/** What a topic is chosen from. */
export interface Run {
	readonly base: string;
	readonly reference: string;
	readonly control?: string;
	readonly variants: readonly VariantResult[];
}

export interface Topic {
	/** 'each': one after the other, with all that is to be said of it. 'table': beside each other. */
	readonly as: 'each' | 'table';
	readonly variants: readonly VariantResult[];
}

/** More than these are shown beside each other. */
const eachMax = 3;

/**
 * Files of one's own are what a run is about, whatever runs beside them. Of many others it is those that the mail
 * proposes.
 */
export function topicOf({ base, reference, control, variants }: Run): Topic {
	const ends = new Set([base, reference, control]);
	const between = variants.filter(({ name }) => !ends.has(name));
	const own = between.filter(({ file }) => file !== undefined);
	const asked = own.length > 0 ? own : between;
	if (asked.length === 0) {
		const end = variants.find(({ name }) => name === control && name !== reference);
		const alone = end ?? variants.find(({ name }) => name === reference);
		return { as: 'each', variants: alone === undefined ? [] : [alone] };
	}
	if (asked.length <= eachMax) return { as: 'each', variants: asked };
	const ofMail = asked.filter(({ origin }) => origin === 'mail');
	return { as: 'table', variants: ofMail.length > eachMax ? ofMail : asked };
}
