/*
 * harness/text/sequence-file.ts - which files hold sequences of calls, by their names.
 */

const ending = /\.jsonl(?:\.gz)?$/;

/** Whether a path is that of sequences, and not of a litmus test or the name of one. */
export const isSequenceFile = (path: string): boolean => ending.test(path);

/** The path without its ending. */
export const withoutEnding = (path: string): string => path.replace(ending, '');
