/*
 * reports/page/script/hints.ts - in the page: marks tables that go on behind the edge of their box.
 */
/// <reference lib="dom" />

/** Put into the page as text: nothing outside of it may be used. */
export function hints(): void {
	// A box that is unfolded changes its size as well.
	const watch = new ResizeObserver((changes) => {
		for (const { target } of changes) {
			target.classList.toggle('cut', target.scrollWidth > target.clientWidth + 1);
		}
	});
	for (const each of document.querySelectorAll('.wide,.paper')) watch.observe(each);
}
