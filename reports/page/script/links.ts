/*
 * reports/page/script/links.ts - in the page: opens what a link leads to; a cell is told by an event to show itself.
 */
/// <reference lib="dom" />

/** Put into the page as text: nothing outside of it may be used. */
export function links(): void {
	const targetOf = (hash: string): HTMLElement | null =>
		document.getElementById(decodeURIComponent(hash.slice(1)));

	const show = (cell: HTMLElement): boolean =>
		cell.dispatchEvent(new CustomEvent('cell', { bubbles: true }));

	/** Shows a cell in its row, below the heads of the columns. */
	const goToCell = (target: HTMLElement): void => {
		show(target);
		const cell = document.querySelector<HTMLElement>('.matrix [aria-current]');
		const box = cell?.closest('.wide');
		box?.classList.add('low'); // So high that the pane leaves it in view.
		box?.scrollIntoView();
		cell?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
		// From there the arrow keys go on.
		cell?.focus({ preventScroll: true });
	};

	/** Whether the last link that was followed promised a picture. */
	let isPicture = false;

	/** Puts the keys to the picture of an execution, or to its steps where there is none. */
	const goToSteps = (run: HTMLDetailsElement): void => {
		const box = run.querySelector<HTMLElement>('.race');
		const focus = (): void => {
			(box ?? run.querySelector<HTMLElement>('.told .wide'))?.focus({ preventScroll: true });
			// Once all that is drawn when it is unfolded has its size.
			if (isPicture) setTimeout(() => run.querySelector('.stage')?.scrollIntoView());
		};
		// It is drawn only now.
		if (box?.hidden) run.addEventListener('toggle', focus, { once: true });
		else focus();
	};

	const follow = (): void => {
		const target = targetOf(location.hash);
		if (target === null) return;
		if (target.closest('.cells')) {
			goToCell(target);
			return;
		}
		let each = target.closest('details');
		for (; each !== null; each = each.parentElement?.closest('details') ?? null) each.open = true;
		// What is said of a proposal is folded in its entry.
		if (target.localName === 'li') target.querySelector('details')?.setAttribute('open', '');
		target.scrollIntoView();
		const run = target.closest<HTMLDetailsElement>('.run');
		if (run !== null) goToSteps(run);
	};

	document.addEventListener('click', (event) => {
		isPicture = (event.target as Element).closest('.see') !== null;
		const link = (event.target as Element).closest<HTMLAnchorElement>('.matrix td a');
		if (link === null || event.ctrlKey || event.metaKey || event.shiftKey) return;
		const cell = targetOf(link.hash);
		if (cell === null) return;
		event.preventDefault();
		history.pushState(null, '', link.hash);
		show(cell);
	});
	addEventListener('hashchange', follow);
	addEventListener('popstate', follow);
	// Only behind the browser's own way to a fragment, which ends with the page.
	if (location.hash !== '') addEventListener('load', () => setTimeout(follow));
}
