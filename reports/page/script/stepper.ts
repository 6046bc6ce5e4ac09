/*
 * reports/page/script/stepper.ts - in the page: goes through an execution step by step; others are told by an event which
 * step that is.
 */
/// <reference lib="dom" />

/** Put into the page as text: nothing outside of it may be used. */
export function stepper(): void {
	for (const each of document.querySelectorAll<HTMLElement>('.keys')) each.hidden = false;
	for (const run of document.querySelectorAll<HTMLDetailsElement>('.run')) {
		const region = run.querySelector<HTMLElement>('.told .wide');
		if (region === null) continue;
		const heads = [...region.querySelectorAll('thead th')].map((each) => each.textContent ?? '');
		const rows = [...region.querySelectorAll('tr')].filter((row) =>
			/^\d+$/.test(row.cells[0]!.textContent ?? ''),
		);
		for (const row of rows) {
			const [number, ...cells] = row.cells;
			row.dataset['at'] = number!.textContent ?? '';
			// Where the heads have no room, each step says whose it is.
			for (const [i, cell] of cells.entries()) cell.dataset['of'] = heads[i + 1]!;
		}
		const output = run.querySelector('output')!;
		let current = -1;

		const show = (next: number): void => {
			current = Math.max(-1, Math.min(rows.length - 1, next));
			const at = Number(rows[current]?.dataset['at'] ?? 0);
			let isLater = false;
			for (const row of region.querySelectorAll('tbody tr')) {
				row.classList.toggle('later', isLater && current >= 0 && current < rows.length - 1);
				row.classList.toggle('now', row === rows[current]);
				if (row === rows[current]) isLater = true;
			}
			run.dispatchEvent(new CustomEvent('step', { detail: at }));
			const cells = [...(rows[current]?.cells ?? [])].map((each) => each.textContent);
			const column = cells.findIndex((each, i) => i > 0 && each !== '');
			output.textContent =
				current < 0
					? `before the race; the right arrow key goes to step ${rows[0]?.dataset['at']}`
					: `step ${at}, ${heads[column]}: ${cells[column]}`;
		};

		const to: Readonly<Record<string, () => number>> = {
			ArrowLeft: () => current - 1,
			ArrowUp: () => current - 1,
			ArrowRight: () => current + 1,
			ArrowDown: () => current + 1,
			Home: () => -1,
			End: () => rows.length - 1,
		};
		run.addEventListener('keydown', (event) => {
			const next = to[event.key];
			const isOther = event.altKey || event.ctrlKey || event.metaKey || event.shiftKey;
			if (next === undefined || isOther || !run.open) return;
			event.preventDefault();
			show(next());
		});
		for (const [i, row] of rows.entries()) row.addEventListener('click', () => show(i));
		run.classList.add('live');
		show(-1);
	}
}
