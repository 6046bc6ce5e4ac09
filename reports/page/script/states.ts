/*
 * reports/page/script/states.ts - in the page: shows what pages, ptes and locks are at the step that is shown.
 */
/// <reference lib="dom" />

/** Put into the page as text: nothing outside of it may be used. */
export function states(): void {
	const sinceOf = (value: HTMLElement): number => Number(value.dataset['f'] ?? 0);

	for (const run of document.querySelectorAll('.run')) {
		// It scrolls by itself only where the script runs.
		const box = run.querySelector<HTMLElement>('.state')!;
		box.tabIndex = 0;
		box.role = 'group';
		box.ariaLabel = 'Pages, ptes and locks';
		const groups = [...run.querySelectorAll('.state li,.state td')].map((each) => [
			...each.querySelectorAll('b'),
		]);
		// Of things that change only the value at a step is shown; what changed just then is marked.
		run.addEventListener('step', (event) => {
			const at = (event as CustomEvent<number>).detail;
			for (const values of groups) {
				const now = values.findLast((each) => sinceOf(each) <= at);
				for (const each of values) each.hidden = each !== now;
				now?.classList.toggle('new', at > 0 && sinceOf(now) === at);
				const text = now?.textContent ?? 'none';
				now?.parentElement?.classList.toggle('is', !/^(?:none|free|0)$/.test(text));
			}
		});
	}
}
