/*
 * harness/audit/calibrate/flow.ts - the body of a thread as a row of instructions, so that where a thread
 * stands is a number, and what touches only locals is done before it stands anywhere.
 */
import { stepsText } from '../../messages/index.ts';
import type { Assignment, Expression, Place, Statement } from './step-program.ts';
import type { Locals, Words } from './words.ts';

type Instruction =
	| { readonly is: 'statement'; readonly statement: Statement }
	/** Goes somewhere else when the condition is 0; without one, always. */
	| {
			readonly is: 'branch';
			readonly condition: Expression | null;
			to: number;
			readonly place: Place;
	  };

/** Where a thread stands: before which step, or behind the last one, and what its locals are. */
export interface Standing {
	readonly at: number;
	/** The step to take, null at the end. */
	readonly step: Statement | null;
	readonly locals: Locals;
}

/** So many things done without a step are a loop that has none. */
const idleMax = 10_000;

export class Flow {
	readonly #words: Words;
	readonly #instructions: Instruction[] = [];

	constructor(words: Words, body: readonly Statement[]) {
		this.#words = words;
		this.#add(body);
	}

	/** Goes on to the next step. @throws BadInput when there is neither a step nor an end */
	stand(from: number, before: Locals): Standing {
		const locals = new Map(before);
		let at = from;
		for (let done = 0; ; done++) {
			const each = this.#instructions[at];
			if (each === undefined) return { at, step: null, locals };
			if (each.is === 'statement') {
				const { statement } = each;
				if (!this.#isIdle(statement, locals)) return { at, step: statement, locals };
				locals.set(statement.to.name, this.#words.evaluate(statement.value, locals, null));
				at++;
				continue;
			}
			const { condition, to, place } = each;
			if (done >= idleMax) this.#words.fail(place, stepsText.noStepInLoop());
			const goesOn = condition !== null && this.#words.evaluate(condition, locals, null) !== 0;
			at = goesOn ? at + 1 : to;
		}
	}

	/** Whether a statement gives a local a value that is made of locals. */
	#isIdle(statement: Statement, locals: Locals): statement is Statement & Assignment {
		if (statement.do !== 'assign') return false;
		const { to, value } = statement;
		if (to.is === 'element' || this.#words.has(to.name)) return false;
		if (value.is === 'element') return false;
		return value.is !== 'name' || locals.has(value.name);
	}

	#add(body: readonly Statement[]): void {
		for (const each of body) {
			const start = this.#instructions.length;
			switch (each.do) {
				case 'if': {
					const toElse = this.#branch(each.condition, each.place);
					this.#add(each.body);
					const toEnd = each.otherwise.length > 0 ? this.#branch(null, each.place) : toElse;
					toElse.to = this.#instructions.length;
					this.#add(each.otherwise);
					toEnd.to = this.#instructions.length;
					break;
				}
				case 'while': {
					const toEnd = this.#branch(each.condition, each.place);
					this.#add(each.body);
					this.#branch(null, each.place).to = start;
					toEnd.to = this.#instructions.length;
					break;
				}
				case 'repeat':
					this.#add(each.body);
					this.#branch(null, each.place).to = start;
					break;
				default:
					this.#instructions.push({ is: 'statement', statement: each });
			}
		}
	}

	#branch(condition: Expression | null, place: Place): Instruction & { is: 'branch' } {
		const branch: Instruction = { is: 'branch', condition, to: 0, place };
		this.#instructions.push(branch);
		return branch;
	}
}
