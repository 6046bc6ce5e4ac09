/*
 * harness/text/count.ts - how numbers are said.
 */
/** 1 violation, 2 violations. */
export function counted(count: number, noun: string, plural: string = `${noun}s`): string {
	return `${grouped(count)} ${count === 1 ? noun : plural}`;
}

/** 41208 as 41,208, independent of the locale. */
export function grouped(count: number): string {
	return String(count).replaceAll(/\B(?=(?:\d{3})+$)/g, ',');
}

/** 123456 as 120,000: an estimate has no more than two digits that mean anything. */
export function roughly(count: number): string {
	const unit = 10 ** Math.max(0, String(Math.round(count)).length - 2);
	return grouped(Math.round(count / unit) * unit);
}
