/*
 * reports/page/script/scrolls.ts - in the page: keeps the step that is shown in view, in the picture and among the steps, which
 * scroll in boxes of their own.
 */
/// <reference lib="dom" />

/** Put into the page as text: nothing outside of it may be used. */
export function scrolls(): void {
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

	for (const run of document.querySelectorAll('.run')) {
		const [steps, race] = [run.querySelector('.told .wide'), run.querySelector('.race')];
		run.addEventListener('step', () => {
			scroll(steps, steps?.querySelector('.now'));
			scroll(race, race?.querySelector('.n .now'));
			// Behind the last step stands what came of it.
			if (steps?.querySelector('.now') && !steps.querySelector('.now ~ [data-at]')) {
				scroll(steps, steps.querySelector('.end'));
				if (race !== null) race.scrollTop = race.scrollHeight;
			}
		});
		// Picture and steps are both to be seen; but a button is not to be moved away from the pointer.
		run.addEventListener('keydown', (event) => {
			if (!event.isTrusted || !event.defaultPrevented) return;
			const stage = run.querySelector('.stage')!;
			const { top, bottom } = stage.getBoundingClientRect();
			// The title may stay at the top.
			const title = run.querySelector('summary')!.getBoundingClientRect();
			if (top < Math.max(0, title.bottom) || bottom > innerHeight) stage.scrollIntoView();
		});
	}
}
