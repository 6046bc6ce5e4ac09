/*
 * reports/page/script/stepper.ts - in the page: goes through an execution step by step, and shows what pages, ptes and
 * locks are then.
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
		const groups = [...run.querySelectorAll('.state li,.state td')].map((each) => [
			...each.querySelectorAll('b'),
		]);
		let current = -1;

		const sinceOf = (value: HTMLElement): number => Number(value.dataset['f'] ?? 0);

		/** Of things that change only the value at a step is shown; what changed just then is marked. */
		const state = (at: number): void => {
			for (const values of groups) {
				const known = values.filter((each) => sinceOf(each) <= at);
				const now = known.at(-1);
				for (const each of values) each.hidden = each !== now;
				now?.classList.toggle('new', at > 0 && sinceOf(now) === at);
				const text = now?.textContent ?? 'none';
				now?.parentElement?.classList.toggle('is', !/^(?:none|free|0)$/.test(text));
			}
		};

		/** Scrolls a box, and nothing around it, until a part of it is seen; to its top where there is none. */
		const scroll = (box: Element | null, part: Element | null | undefined): void => {
			if (box === null) return;
			if (!part) {
				box.scrollTop = 0;
				return;
			}
			// Below the heads, with a step before it and one behind.
			const room = 60;
			const [outer, inner] = [box.getBoundingClientRect(), part.getBoundingClientRect()];
			const above = inner.top - outer.top - room;
			const below = inner.bottom - outer.bottom + room;
			if (above < 0) box.scrollTop += above;
			else if (below > 0) box.scrollTop += below;
		};

		const show = (next: number): void => {
			current = Math.max(-1, Math.min(rows.length - 1, next));
			const at = Number(rows[current]?.dataset['at'] ?? 0);
			let isLater = false;
			for (const row of region.querySelectorAll('tbody tr')) {
				row.classList.toggle('later', isLater && current >= 0);
				row.classList.toggle('now', row === rows[current]);
				if (row === rows[current]) isLater = true;
			}
			state(at);
			run.dispatchEvent(new CustomEvent('step', { detail: at }));
			scroll(region, rows[current]);
			scroll(run.querySelector('.race'), run.querySelector('.race .n .now'));
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
		/** Picture and steps are both to be seen. */
		const stage = region.closest('.stage')!;
		const bringIn = (): void => {
			const { top, bottom } = stage.getBoundingClientRect();
			if (top < 0 || bottom > innerHeight) stage.scrollIntoView();
		};

		run.addEventListener('keydown', (event) => {
			const next = to[event.key];
			const isOther = event.altKey || event.ctrlKey || event.metaKey || event.shiftKey;
			if (next === undefined || isOther || !run.open) return;
			event.preventDefault();
			show(next());
			// A button is not to be moved away from the pointer.
			if (event.isTrusted) bringIn();
		});
		for (const [i, row] of rows.entries()) row.addEventListener('click', () => show(i));
		run.classList.add('live');
		show(-1);
	}
}
