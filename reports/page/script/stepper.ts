/*
 * reports/page/script/stepper.ts - in the page: goes through an execution step by step, and shows what pages, ptes and
 * locks are then.
 */
/// <reference lib="dom" />

/** Put into the page as text: nothing outside of it may be used. */
export function stepper(): void {
	for (const each of document.querySelectorAll<HTMLElement>('.keys')) each.hidden = false;
	for (const run of document.querySelectorAll<HTMLElement>('.run')) {
		const region = run.querySelector<HTMLElement>('.told .wide');
		if (region === null) continue;
		const rows = [...region.querySelectorAll<HTMLElement>('tr')].filter((row) => row.dataset['at']);
		const heads = [...region.querySelectorAll('thead th')];
		const output = run.querySelector('output')!;
		const groups = [...run.querySelectorAll('.state li,.state td')].map((each) => [
			...each.querySelectorAll<HTMLElement>('[data-f]'),
		]);
		let current = -1;

		/** Of things that change only the value at a step is shown; what changed just then is marked. */
		const state = (at: number): void => {
			for (const values of groups) {
				const known = values.filter((each) => Number(each.dataset['f']) <= at);
				const now = known.at(-1);
				for (const each of values) each.hidden = each !== now;
				now?.classList.toggle('new', at > 0 && Number(now.dataset['f']) === at);
				const text = now?.textContent ?? 'none';
				now?.parentElement?.classList.toggle('is', !/^(?:none|free|0)$/.test(text));
			}
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
			rows[current]?.scrollIntoView({ block: 'nearest' });
			const cells = [...(rows[current]?.children ?? [])].map((each) => each.textContent);
			const column = cells.findIndex((each, i) => i > 0 && each !== '');
			const says = `${heads[column]?.textContent}: ${cells[column]}`;
			output.textContent = current < 0 ? 'before the race' : `step ${at}, ${says}`;
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
			if (next === undefined || (event.target as Element).localName === 'summary') return;
			event.preventDefault();
			show(next());
		});
		for (const [i, row] of rows.entries()) row.addEventListener('click', () => show(i));
		run.classList.add('live');
		show(-1);
	}
}
