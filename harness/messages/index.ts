/*
 * harness/messages/index.ts - every sentence that the tool says, in one place, so that tests can assert
 * each of them and no two parts say the same thing in different words.
 *
 * Plain functions of plain values; they return the sentence without a newline.
 */
export * from './bench.ts';
export * from './beside.ts';
export * from './calibrate.ts';
export * from './claims.ts';
export * from './combine.ts';
export * from './commands.ts';
export * from './completion.ts';
export * from './curves.ts';
export * from './diff.ts';
export * from './difference.ts';
export * from './doctor.ts';
export * from './error.ts';
export * from './external.ts';
export * from './finding-mail.ts';
export * from './findings.ts';
export * from './fsx.ts';
export * from './identity.ts';
export * from './import.ts';
export * from './init.ts';
export * from './losses.ts';
export * from './mail.ts';
export * from './minimise.ts';
export * from './page.ts';
export * from './page-answer.ts';
export * from './page-patch.ts';
export * from './page-locked.ts';
export * from './page-words.ts';
export * from './perf.ts';
export * from './perf-clock.ts';
export * from './png.ts';
export * from './promela.ts';
export * from './fuzz.ts';
export * from './host.ts';
export * from './queue.ts';
export * from './hostile.ts';
export * from './recorded.ts';
export * from './refine.ts';
export * from './replay.ts';
export * from './report.ts';
export * from './reports.ts';
export * from './run.ts';
export * from './scorecard.ts';
export * from './sequence.ts';
export * from './setup.ts';
export * from './shard.ts';
export * from './show.ts';
export * from './stacks.ts';
export * from './start.ts';
export * from './steps.ts';
export * from './styled-mail.ts';
export * from './telling.ts';
export * from './timeline.ts';
export * from './kernel-races.ts';
export * from './user-code.ts';
export * from './two-builds.ts';
export * from './two-ways.ts';
export * from './vacuity.ts';
export * from './variants.ts';
export * from './together.ts';
export * from './watch.ts';
export * from './withdrawn.ts';
export { counted, grouped } from '../text/count.ts';
export { exploredBriefly, exploredPhrase } from './explored.ts';
