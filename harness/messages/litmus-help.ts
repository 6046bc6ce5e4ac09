/*
 * harness/messages/litmus-help.ts - the language of litmus files on one screen, for `rmaplab help check`. Whole
 * sentences are in workloads/litmus/README.md.
 */

/** One line for each call and each condition; a test holds them against the reader. */
export const litmusHelp = `
A litmus file, see also workloads/litmus/README.md:
  scenario NAME    serves S1 E1            memory sc|tso|relaxed          tlb
  file f 8 pages [cached] [read-error]     process A { CALLS }            before the race
  cpu NAME [in A] { CALLS }                what races                     after [in A] { CALLS }
  never CONDITION [and CONDITION]          count unmapped-locked A
  expect VARIANT never|sometimes|always ["PHRASE"]

Calls; a range is m, m[2] or m[2..4], and 'beyond' behind it lets it pass the end of the map:
  map m f[0..7] shared|private [locked] [populate] [readonly] [opened-readonly] [at n[3]]
  map m anon 2 private                     unmap m[0..3]
  move m[2..3] to n                        mremap m[2] 2 -> 4 [maymove] [at k[1]] as n
  mlock m      munlock m                   mlockall [current|future]      munlockall
  mprotect m[0] none|read|write            remap m[0..1] -> f[4] [nonblock]
  touch m[2] read|write                    dontneed m[0]                  mincore m [into a[0]]
  msync m [async|sync] [invalidate]        fsync f                        invalidate f
  read f[3]    write f[3] [from m[0]]      direct-read f[1]               direct-write f[1]
  truncate f 2 truncate f 2+100            punch f[2..3]                  swapoff
  pin m[0] read|write as p                 load p     store p             unpin p
  fork B       exit                        reclaim 4  refill 4            shrink 4
  fail page|pte_table|pte_chain|vma 2      the second such allocation of this cpu fails

Conditions, each with 'not' in front if wanted; a page is f[3]:
  mapped, cached, beyond-eof, lost-dirty or stale, and a page
  present A m[2]                           shows A m[2] f[3]|SIGBUS
  on-disk f[1] is f[1]|zero|stored-by CPU  "PHRASE" of an oracle, see 'rmaplab list oracles'
  returns CPU|A|after [call 2] success|failure|ENOMEM|EOF|SIGBUS|SIGSEGV|OOM|f[1]|zero|mask 3
`;
