/*
 * reports/page/script/grid.ts - in the page: arrow keys walk through a matrix, which is one stop of the tabulator.
 */
/// <reference lib="dom" />

/** Put into the page as text: nothing outside of it may be used. */
export function grid(): void {
	for (const table of document.querySelectorAll<HTMLTableElement>('.matrix')) {
		const heads = [...table.querySelectorAll('thead th')].map((each) => each.textContent);
		const rows = [...table.querySelectorAll('tbody tr')].map((row) =>
			[...row.querySelectorAll('td')].map((cell) => cell.querySelector('a')),
		);
		const names = [...table.querySelectorAll('tbody th')].map((each) => each.textContent);
		let current: HTMLAnchorElement | null = null;

		const enter = (link: HTMLAnchorElement): void => {
			if (current !== null) current.tabIndex = -1;
			link.tabIndex = 0;
			current = link;
		};

		/** The next cell that was run in a direction; the same where there is none. */
		const next = (y: number, x: number, dy: number, dx: number): HTMLAnchorElement | null => {
			for (let i = y + dy, j = x + dx; ; i += dy, j += dx) {
				const row = rows[i];
				if (row === undefined || j < 0 || j >= row.length) return null;
				const link = row[j];
				if (link !== null && link !== undefined) return link;
			}
		};

		for (const [y, row] of rows.entries()) {
			for (const [x, link] of row.entries()) {
				if (link === null) continue;
				const says = `${names[y]} on ${heads[x]}`;
				link.title = says;
				link.setAttribute('aria-label', `${link.textContent} ${says}`);
				link.tabIndex = -1;
				if (current === null) enter(link);
			}
		}
		table.addEventListener('focusin', (event) => {
			if (event.target instanceof HTMLAnchorElement && event.target.closest('td')) {
				enter(event.target);
			}
		});
		const steps: Readonly<Record<string, readonly [number, number]>> = {
			ArrowUp: [-1, 0],
			ArrowDown: [1, 0],
			ArrowLeft: [0, -1],
			ArrowRight: [0, 1],
		};
		table.addEventListener('keydown', (event) => {
			const step = steps[event.key];
			const y = rows.findIndex((row) => row.includes(event.target as HTMLAnchorElement));
			if (step === undefined || y < 0) return;
			const x = rows[y]!.indexOf(event.target as HTMLAnchorElement);
			event.preventDefault();
			next(y, x, ...step)?.focus();
		});
	}
}
