/*
 * reports/page/script/kinds.ts - in the page: leads from a finding in the pane of a cell to a picture of its kind of bug, where
 * the page has none of this very execution.
 */
/// <reference lib="dom" />

/** Put into the page as text: nothing outside of it may be used. */
export function kinds(): void {
	const pane = document.getElementById('pane');
	if (pane === null) return;
	interface Place {
		readonly id: string;
		readonly workload: string;
		readonly variant: string;
	}
	/** By oracle: where executions of that kind are told, with their pictures. */
	const places = new Map<string, Place[]>();
	for (const run of document.querySelectorAll('.run')) {
		const { id } = run.querySelector('[id^="execution/"]')!;
		// ' on trunc-vs-fault, lock-page-convert '
		const names = run.querySelector('summary > small:last-of-type')?.previousSibling;
		const [, workload = '', variant = ''] =
			/^ on (.*), (.*) $/.exec(names?.textContent ?? '') ?? [];
		for (const { textContent } of run.querySelectorAll('summary > b, .also > b')) {
			const known = places.get(textContent ?? '') ?? [];
			places.set(textContent ?? '', [...known, { id, workload, variant }]);
		}
	}

	/** Behind a finding without a picture of its own: where one of its kind is, or that there is none. */
	const leadOn = (item: Element, workload: string): void => {
		if (item.querySelector('a.step, a.as') !== null || item.matches('.fx')) return;
		for (const oracle of new Set([...item.querySelectorAll('b')].map((each) => each.textContent))) {
			const all = places.get(oracle ?? '') ?? [];
			const own = all.find((each) => each.workload === workload);
			const place = own ?? all[0];
			const says = document.createElement(place === undefined ? 'small' : 'a');
			if (place !== undefined) says.setAttribute('href', `#${place.id}`);
			says.textContent =
				place === undefined
					? `no picture of ${oracle}: no single execution shows it`
					: own === undefined
						? `no picture of this test; ${oracle} on another one: ${place.variant} on ${place.workload}`
						: `picture of ${oracle} on this test, with ${place.variant}`;
			says.className = 'kind';
			item.append(' ', says);
		}
	};

	pane.addEventListener('shown', (event) => {
		const workload = (event as CustomEvent<string>).detail;
		for (const item of pane.querySelectorAll('li')) leadOn(item, workload);
	});
}
