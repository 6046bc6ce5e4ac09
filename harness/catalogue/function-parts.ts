/*
 * harness/catalogue/function-parts.ts - the text of a function taken apart, so that two changes of it can be merged
 * part by part, and put together again as the formatter would write it.
 */

export interface FunctionParts {
	/** The comment above it, line by line. */
	readonly comment: readonly string[];
	readonly name: string;
	/** What `this` is said to be, or null. Every patch has its own name for the kernel that it makes. */
	readonly self: string | null;
	/** The others, each with its type. */
	readonly parameters: readonly string[];
	/** From the colon on; '' where nothing is said. */
	readonly result: string;
	readonly body: readonly string[];
	/** How many lines of the text stand above the body. */
	readonly linesAbove: number;
}

const shape =
	/^((?:\/\*[\s\S]*?\*\/\n)?)(?:export )?function ?\* ?(\w+)\(([\s\S]*?)\)((?:: ?[^\n{]+(?:\{[^\n}]*\}[^\n{]*)?)?) ?\{\n?([\s\S]*?)\n?\}$/;

/** Null where the text does not have the form that the formatter gives. */
export function takenApart(text: string): FunctionParts | null {
	const match = shape.exec(text);
	if (match === null) return null;
	const [, comment = '', name = '', parameters = '', result = '', body = ''] = match;
	const above = text.slice(0, text.length - body.length - 2);
	return {
		comment: comment.split('\n').slice(0, -1),
		name,
		self: selfIn(listed(parameters)),
		parameters: listed(parameters).filter((each) => !/^this\b/.test(each)),
		result: result.trim(),
		body: body === '' ? [] : body.split('\n'),
		linesAbove: above.split('\n').length - 1,
	};
}

const selfIn = (parameters: readonly string[]): string | null =>
	/^this: (.*)$/.exec(parameters[0] ?? '')?.[1] ?? null;

/** What commas divide, without those inside of brackets. */
function listed(text: string): string[] {
	const found: string[] = [];
	let depth = 0;
	let item = '';
	for (const letter of text) {
		if ('([{<'.includes(letter)) depth++;
		if (')]}>'.includes(letter)) depth--;
		if (letter === ',' && depth === 0) {
			found.push(item);
			item = '';
		} else item += letter;
	}
	return [...found, item].map((each) => each.trim()).filter((each) => each !== '');
}

/** What a line may have. */
export const columns = 100;

export function putTogether(parts: FunctionParts): string {
	const { comment, name, self, result, body } = parts;
	const parameters = [...(self === null ? [] : [`this: ${self}`]), ...parts.parameters];
	const line = `function* ${name}(${parameters.join(', ')})${result} {`;
	const isShort = line.length <= columns && !line.includes('\n');
	const signature = isShort
		? [line]
		: [
				`function* ${name}(`,
				...parameters.map((each) => (isMarker(each) ? each : `\t${each},`)),
				`)${result} {`,
			];
	return [...comment, ...signature, ...body, '}'].join('\n');
}

/** Of a conflict, as git writes it. */
export const isMarker = (line: string): boolean => /^(?:<{7}|\|{7}|={7}|>{7})(?: |$)/.test(line);
