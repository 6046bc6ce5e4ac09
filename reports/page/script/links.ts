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

	const follow = (): void => {
		const target = targetOf(location.hash);
		if (target === null) return;
		if (target.closest('.cells')) {
			document.getElementById('difference')?.scrollIntoView();
			show(target);
			// From there the arrow keys go on.
			document.querySelector<HTMLElement>('.matrix [aria-current]')?.focus({ preventScroll: true });
			return;
		}
		for (
			let each = target.closest('details');
			each !== null;
			each = each.parentElement?.closest('details') ?? null
		) {
			each.open = true;
		}
		target.scrollIntoView();
	};

	document.addEventListener('click', (event) => {
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
