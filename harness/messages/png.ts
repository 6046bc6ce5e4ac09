/*
 * harness/messages/png.ts - what is said of charts as PNG.
 */

export const pngSays = {
	noChromium: (names: readonly string[]): string =>
		`error: --png draws with Chromium, and PATH has none (${names.join(', ')}); Debian: apt install chromium; ` +
		'the charts are there as SVG without it',
	noFonts: (): string =>
		'error: --png: no fonts are installed, so that a picture would have no words; ' +
		'Debian: apt install fonts-dejavu-core',
	notDrawn: (file: string, drawer: string, why: string): string =>
		`error: --png: ${drawer} did not draw ${file}${why === '' ? '' : `: ${why}`}; ` +
		"'rmaplab doctor' says what is there",
} as const;
