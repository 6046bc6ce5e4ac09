/*
 * harness/catalogue/bad-input.ts - what is wrong with a kernel, as what the user gave and can mend.
 */
import { functionNamed } from '../engine/function-name.ts';
import { KernelFault, type Fault } from '../engine/fault.ts';
import {
	BadInput,
	endlessFunction,
	fieldOfOtherStruct,
	nondeterministicFunction,
	userCodeCallsUnknown,
	userCodeHoards,
	userCodeIsNoTask,
	userCodeOperand,
	userCodeReturns,
	userCodeThrows,
	userCodeYields,
} from '../messages/index.ts';

/**
 * What to say of an error, or null when it is a fault of this tool. `placeOf` says where a function is written
 * whose place is not known.
 */
export function badInputOf(
	error: unknown,
	placeOf: (functionName: string) => string | null = () => null,
): BadInput | null {
	if (error instanceof BadInput) return error;
	return error instanceof KernelFault ? new BadInput(inWords(error.fault, placeOf)) : null;
}

function inWords(fault: Fault, placeOf: (functionName: string) => string | null): string {
	switch (fault.kind) {
		case 'nondeterministic':
			return nondeterministicFunction(
				fault.nondeterminism,
				placeOf(functionNamed(fault.nondeterminism.name)),
			);
		case 'endless': {
			const { functionName, endless, limit, place } = fault;
			return endlessFunction(functionName, endless, limit, place ?? placeOf(functionName));
		}
		case 'user code':
			return misdeedInWords(fault);
	}
}

function misdeedInWords({
	place,
	functionName,
	misdeed,
}: Extract<Fault, { readonly kind: 'user code' }>): string {
	switch (misdeed.does) {
		case 'throw':
			return userCodeThrows(place, functionName, misdeed.thrown);
		case 'call':
			return userCodeCallsUnknown(place, functionName, misdeed.called, misdeed.known);
		case 'yield':
			return userCodeYields(place, functionName, misdeed.yielded, misdeed.isCall);
		case 'operate': {
			const { operation, operand, value } = misdeed;
			return userCodeOperand(place, functionName, operation, operand, value);
		}
		case 'take': {
			const { field, struct, object } = misdeed;
			return fieldOfOtherStruct(place, functionName, field, struct, object);
		}
		case 'return':
			return userCodeReturns(place, functionName, misdeed.returned);
		case 'not begin':
			return userCodeIsNoTask(place, functionName, misdeed.isAsync);
		case 'hoard':
			return userCodeHoards(place, functionName, misdeed.megabytesMax);
	}
}
