/*
 * reports/page/script/kinds.ts - in the page: leads from a finding in the pane of a cell to a picture of its kind of bug, where
 * the page has none of this very execution.
 */
/// <reference lib="dom" />

/** Put into the page as text: nothing outside of it may be used. */
export function kinds(): void {
	const pane = document.getElementById('pane');
	if (pane === null) return;
	/** By oracle: where an execution of that kind is told, with its picture. */
	const places = new Map<string, Element>();
	for (const run of document.querySelectorAll('.run')) {
		const place = run.querySelector('[id]')!;
		for (const { textContent } of run.querySelectorAll('summary > b, .also > b')) {
			if (!places.has(textContent ?? '')) places.set(textContent ?? '', place);
		}
	}

	/** Behind a finding without a picture of its own: where one of its kind is, or that there is none. */
	const leadOn = (item: Element): void => {
		if (item.querySelector('a.step, a.as') !== null || item.matches('.fx')) return;
		for (const oracle of new Set([...item.querySelectorAll('b')].map((each) => each.textContent))) {
			const place = places.get(oracle ?? '');
			const says = document.createElement(place === undefined ? 'small' : 'a');
			if (place !== undefined) says.setAttribute('href', `#${place.id}`);
			says.textContent =
				place === undefined
					? `no picture of ${oracle}: no single execution shows it`
					: `picture of ${oracle}: ${place.id.slice(place.id.indexOf('/') + 1).split('@')[0]}`;
			says.className = 'kind';
			item.append(' ', says);
		}
	};

	pane.addEventListener('shown', () => {
		for (const item of pane.querySelectorAll('li')) leadOn(item);
	});
}
