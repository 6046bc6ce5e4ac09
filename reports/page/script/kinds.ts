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
		readonly site: string;
	}
	/** By oracle: where executions of that kind are told, with their pictures. */
	const places = new Map<string, Place[]>();
	/** What stands behind the name of an oracle: the site that it speaks of. */
	const siteOf = (oracle: Element): string => {
		const behind =
			oracle.closest('summary') === null ? oracle.nextSibling : oracle.nextElementSibling;
		return (behind?.textContent ?? '').trim().replace(/[;.]$/, '');
	};
	for (const run of document.querySelectorAll('.run')) {
		const { id } = run.querySelector('[id^="execution/"]')!;
		// ' on trunc-vs-fault, lock-page-convert '
		const names = run.querySelector('summary > small:last-of-type')?.previousSibling;
		const [, workload = '', variant = ''] =
			/^ on (.*), (.*) $/.exec(names?.textContent ?? '') ?? [];
		for (const each of run.querySelectorAll('summary > b, .also > b')) {
			const known = places.get(each.textContent ?? '') ?? [];
			const place = { id, workload, variant, site: siteOf(each) };
			places.set(each.textContent ?? '', [...known, place]);
		}
	}

	/** The nearest to a finding: at its site on its test, at its site, or of its oracle; and what that is. */
	const nearest = (oracle: string, site: string, workload: string): [Place | undefined, string] => {
		const all = places.get(oracle) ?? [];
		const there = all.filter((each) => each.site === site);
		const own = there.find((each) => each.workload === workload);
		if (own !== undefined) return [own, `picture of ${oracle} on this test, with ${own.variant}`];
		const place = there[0] ?? all[0];
		if (place === undefined)
			return [place, `no picture of ${oracle}: no single execution shows it`];
		const where = `${place.variant} on ${place.workload}`;
		return there.length > 0
			? [place, `no picture of this test; ${oracle} on another one: ${where}`]
			: [place, `no picture of it; ${oracle} at another place (${place.site}): ${where}`];
	};

	/** Behind a finding without a picture of its own: where one of its kind is, or that there is none. */
	const leadOn = (item: Element, workload: string): void => {
		if (item.querySelector('a.step, a.as') !== null || item.matches('.fx')) return;
		const said = new Set<string>();
		for (const each of item.querySelectorAll('b')) {
			const [place, text] = nearest(each.textContent ?? '', siteOf(each), workload);
			if (said.has(text)) continue;
			said.add(text);
			const says = document.createElement(place === undefined ? 'small' : 'a');
			if (place !== undefined) says.setAttribute('href', `#${place.id}`);
			says.textContent = text;
			says.className = 'kind';
			item.append(' ', says);
		}
	};

	pane.addEventListener('shown', (event) => {
		const workload = (event as CustomEvent<string>).detail;
		for (const item of pane.querySelectorAll('li')) leadOn(item, workload);
	});
}
