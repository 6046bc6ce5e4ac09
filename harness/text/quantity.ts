/*
 * harness/text/quantity.ts - times and sizes as people write them on a command line.
 */
const milliseconds: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
const bytes: Readonly<Record<string, number>> = { K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 };

/** Longer than this a timer of Node fires at once. */
const millisecondsMax = 2 ** 31 - 1;

/**
 * Whole milliseconds from 1 to 24 days, or null: `1500ms`, `90s`, `5m`, `1.5h`. A number needs its unit.
 */
export function parseMilliseconds(text: string): number | null {
	const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text);
	if (match === null) return null;
	const value = Math.round(Number(match[1]) * milliseconds[match[2]!]!);
	return value >= 1 && value <= millisecondsMax ? value : null;
}

/** Whole bytes from 1, or null: `512M`, `2G`, `1.5GiB`; powers of 1024. A number needs its unit. */
export function parseBytes(text: string): number | null {
	const match = /^(\d+(?:\.\d+)?)([KMGT])(?:i?B)?$/i.exec(text);
	if (match === null) return null;
	const value = Math.round(Number(match[1]) * bytes[match[2]!.toUpperCase()]!);
	return value >= 1 && Number.isSafeInteger(value) ? value : null;
}
