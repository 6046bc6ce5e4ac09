/*
 * reports/page/script/filters.ts - in the page: narrows the matrix down to a proposal, an oracle or a cause.
 */
/// <reference lib="dom" />

/** Put into the page as text: nothing outside of it may be used. */
export function filters(): void {
	const form = document.querySelector<HTMLFormElement>('.filters');
	if (form === null) return;
	const output = form.querySelector('output')!;

	const chosen = (id: string): string =>
		document.querySelector<HTMLSelectElement>(`#${id}`)?.value ?? '';

	const cellAt = (hash: string): HTMLElement | null =>
		document.getElementById(decodeURIComponent(hash.slice(1)));
	const base = new Map(
		[...document.querySelectorAll<HTMLAnchorElement>('.matrix .base td a')].map((each) => [
			each.hash.slice(each.hash.indexOf(':')),
			cellAt(each.hash),
		]),
	);

	/** What a cell shows, and what it leaves of the reference, which only that one lists. */
	const findingsAt = (hash: string): Element[] => {
		const cell = cellAt(hash);
		const isWhole = cell?.localName === 'section' && cell.querySelector('.as') === null;
		const more = isWhole ? undefined : base.get(hash.slice(hash.indexOf(':')));
		return [cell, more].flatMap((each) => [...(each?.querySelectorAll('li b') ?? [])]);
	};

	const hasFinding = ({ hash }: HTMLAnchorElement, oracle: string, cause: string): boolean =>
		findingsAt(hash).some((each) => {
			const causes = [...each.parentElement!.querySelectorAll('a')];
			return (
				(oracle === '' || each.textContent === oracle) &&
				(cause === '' || causes.some((one) => one.textContent === cause))
			);
		});

	const apply = (): void => {
		const [variant, oracle, cause] = ['by-variant', 'by-oracle', 'by-cause'].map(chosen) as [
			string,
			string,
			string,
		];
		let cells = 0;
		const variants = new Set<string>();
		for (const row of document.querySelectorAll<HTMLTableRowElement>('.matrix tbody tr')) {
			const name = row.querySelector('th')?.textContent ?? '';
			let found = 0;
			for (const link of row.querySelectorAll<HTMLAnchorElement>('td a')) {
				const isMatch = (oracle === '' && cause === '') || hasFinding(link, oracle, cause);
				link.parentElement!.classList.toggle('dim', !isMatch);
				if (isMatch) found += 1;
			}
			const isBase = row.parentElement?.className === 'base';
			row.hidden = !isBase && ((variant !== '' && name !== variant) || found === 0);
			if (row.hidden || isBase) continue;
			cells += found;
			variants.add(name);
		}
		const isAll = variant === '' && oracle === '' && cause === '';
		output.textContent = isAll ? '' : `${cells} cells of ${variants.size} variants match`;
	};

	for (const select of form.querySelectorAll('select'))
		for (const each of select.dataset['lines']!.split('\n')) select.add(new Option(each));
	form.hidden = false;
	form.addEventListener('change', apply);
	form.addEventListener('reset', () => setTimeout(apply));
	form.addEventListener('submit', (event) => event.preventDefault());
}
