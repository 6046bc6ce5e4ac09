/*
 * Nanoseconds of a minor fault of this computer: the first write to each page of a shared mapping of a file in memory,
 * whose pages are all there already. A write, since reads of a few kernels fault the neighbours in, too.
 * Prints one number for each round; the number of faults is checked against getrusage().
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#define PAGE 4096UL

static volatile char *map(int fd, unsigned long pages)
{
	void *at = mmap(NULL, pages * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

	if (at == MAP_FAILED)
		exit(1);
	return at;
}

int main(int argc, char **argv)
{
	unsigned long pages, i;
	int rounds, fd = memfd_create("rmaplab-bench", 0);
	volatile char *at;

	if (argc != 3 || fd < 0)
		return 1;
	pages = strtoul(argv[1], NULL, 10);
	rounds = atoi(argv[2]);
	if (ftruncate(fd, pages * PAGE))
		return 1;
	at = map(fd, pages);
	for (i = 0; i < pages; i++)
		at[i * PAGE] = 1;
	munmap((void *)at, pages * PAGE);
	while (rounds--) {
		struct rusage before, after;
		struct timespec begun, ended;
		double ns;

		at = map(fd, pages);
		getrusage(RUSAGE_SELF, &before);
		clock_gettime(CLOCK_MONOTONIC, &begun);
		for (i = 0; i < pages; i++)
			at[i * PAGE] = 2;
		clock_gettime(CLOCK_MONOTONIC, &ended);
		getrusage(RUSAGE_SELF, &after);
		munmap((void *)at, pages * PAGE);
		if (after.ru_minflt - before.ru_minflt < (long)pages)
			return 1;
		ns = (ended.tv_sec - begun.tv_sec) * 1e9 + (ended.tv_nsec - begun.tv_nsec);
		printf("%.1f\n", ns / pages);
	}
	return 0;
}
