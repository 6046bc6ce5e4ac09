/*
 * harness/audit/host/helper.c - makes the calls of recorded sequences on the running kernel.
 *
 * Usage: helper TMPFS-FOLDER DISK-FOLDER. Lines on standard input, an answer for each on standard output:
 *
 *   sequence              begin anew: empty files, one process, nothing mapped   {"ok":0}
 *   p0 mmap 9 2 t2 3 rw sL                                                       {"ok":0}
 *   p0 r 9                                                                       {"sig":"SIGBUS"}
 *
 * Each process of a sequence is a process. The coordinator hands a call to its process by a pipe and waits for the
 * answer, so that no two calls overlap.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define TASKS 16
#define FILES 4
#define PAGE 4096L
#define PAGES 4096L
#define ARENA ((char *)0x10000000000UL)

enum kind { OK, VALUE, ERROR, SIGNAL, LOCKED };

struct call {
	char name[12];
	char how[12];
	int file;
	long args[4];
};

struct answer {
	enum kind kind;
	long value;
};

static int calls_to[TASKS][2];
static int answers_of[TASKS][2];
static pid_t pids[TASKS];
static int files[2 * FILES];
static sigjmp_buf caught;
static volatile int signal_caught;

static void die(const char *what)
{
	fprintf(stderr, "helper: %s: %s\n", what, strerror(errno));
	_exit(3);
}

static void on_signal(int number)
{
	signal_caught = number;
	siglongjmp(caught, 1);
}

static struct answer ok_or_errno(long result)
{
	struct answer answer = { result < 0 ? ERROR : OK, result < 0 ? errno : 0 };
	return answer;
}

/** Loads from a page or stores to it; a signal is an answer. */
static struct answer touch(long page, int is_store, long value)
{
	struct answer answer = { is_store ? OK : VALUE, 0 };
	volatile int32_t *word = (volatile int32_t *)(ARENA + page * PAGE);

	if (sigsetjmp(caught, 1)) {
		answer.kind = SIGNAL;
		answer.value = signal_caught;
		return answer;
	}
	if (is_store)
		*word = (int32_t)value;
	else
		answer.value = *word;
	return answer;
}

static struct answer map(const struct call *call)
{
	int is_anonymous = strchr(call->name, 'A') != NULL;
	int flags = MAP_FIXED | (is_anonymous ? MAP_ANONYMOUS : 0);
	int protection = PROT_READ | (strchr(call->name, 'W') ? PROT_WRITE : 0);
	void *at = ARENA + call->args[0] * PAGE;

	flags |= strchr(call->how, 's') ? MAP_SHARED : MAP_PRIVATE;
	if (strchr(call->how, 'L'))
		flags |= MAP_LOCKED;
	if (strchr(call->how, 'P'))
		flags |= MAP_POPULATE;
	at = mmap(at, call->args[1] * PAGE, protection, flags,
		  is_anonymous ? -1 : files[call->file], call->args[2] * PAGE);
	return ok_or_errno(at == MAP_FAILED ? -1 : 0);
}

static struct answer write_page(const struct call *call)
{
	int32_t words[PAGE / sizeof(int32_t)];

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		words[i] = (int32_t)call->args[1];
	return ok_or_errno(pwrite(files[call->file], words, PAGE, call->args[0] * PAGE));
}

/** The first word of a page of a file; at the end of the file it only says that it worked. */
static struct answer read_page(const struct call *call)
{
	int32_t word = 0;
	struct answer answer = { VALUE, 0 };
	ssize_t got = pread(files[call->file], &word, sizeof word, call->args[0] * PAGE);

	if (got < 0)
		return ok_or_errno(-1);
	answer.kind = got == 0 ? OK : VALUE;
	answer.value = word;
	return answer;
}

static struct answer protect(const struct call *call, void *at, long length)
{
	int protection = strchr(call->name, 'W') ? PROT_READ | PROT_WRITE :
			 !strcmp(call->how, "r") ? PROT_READ : PROT_NONE;

	return ok_or_errno(mprotect(at, length, protection));
}

/** The last number is the page to which it goes, or where it is. */
static struct answer resize(const struct call *call, void *at, long length)
{
	int is_moved = call->args[3] != call->args[0];
	void *got = mremap(at, length, call->args[2] * PAGE,
			   is_moved ? MREMAP_MAYMOVE | MREMAP_FIXED : 0,
			   ARENA + call->args[3] * PAGE);

	return ok_or_errno(got == MAP_FAILED ? -1 : 0);
}

static struct answer synchronise(const struct call *call, void *at, long length)
{
	int flags = !strncmp(call->how, "SYNC", 4) ? MS_SYNC :
		    !strncmp(call->how, "ASYNC", 5) ? MS_ASYNC : 0;

	return ok_or_errno(msync(at, length, flags | (strchr(call->how, ',') ? MS_INVALIDATE : 0)));
}

/** A bit for each page, the lowest for the first. */
static struct answer resident(const struct call *call, void *at, long length)
{
	unsigned char pages[32] = { 0 };
	struct answer answer = { VALUE, 0 };

	if (call->args[1] > 30 || mincore(at, length, pages))
		return ok_or_errno(-1);
	for (int i = 0; i < call->args[1]; i++)
		answer.value |= (long)(pages[i] & 1) << i;
	return answer;
}

/** What /proc says of locked pages, in kB. */
static struct answer locked(void)
{
	struct answer answer = { ERROR, ENOENT };
	char line[256];
	FILE *status = fopen("/proc/self/status", "r");

	if (!status)
		return answer;
	while (fgets(line, sizeof line, status)) {
		if (sscanf(line, "VmLck: %ld", &answer.value) == 1)
			answer.kind = LOCKED;
	}
	fclose(status);
	return answer;
}

static void serve(int task);

/** The child serves its own pipe from here on. */
static struct answer fork_task(int task)
{
	struct answer answer = { OK, fork() };

	if (answer.value == 0) {
		serve(task);
		_exit(0);
	}
	return answer.value < 0 ? ok_or_errno(-1) : answer;
}

static struct answer make(const struct call *call)
{
	void *at = ARENA + call->args[0] * PAGE;
	long length = call->args[1] * PAGE;
	struct answer unknown = { ERROR, ENOSYS };
	const char *name = call->name;

	if (!strncmp(name, "mmap", 4))
		return map(call);
	if (!strcmp(name, "munmap"))
		return ok_or_errno(munmap(at, length));
	if (!strcmp(name, "remap"))
		return ok_or_errno(syscall(SYS_remap_file_pages, at, length, 0, call->args[2], 0));
	if (!strcmp(name, "mlock"))
		return ok_or_errno(mlock(at, length));
	if (!strcmp(name, "munlock"))
		return ok_or_errno(munlock(at, length));
	if (!strcmp(name, "madvise"))
		return ok_or_errno(madvise(at, length, MADV_DONTNEED));
	if (!strcmp(name, "r"))
		return touch(call->args[0], 0, 0);
	if (!strcmp(name, "w"))
		return touch(call->args[0], 1, call->args[1]);
	if (!strcmp(name, "trunc"))
		return ok_or_errno(ftruncate(files[call->file],
					       call->args[0] * PAGE + call->args[1]));
	if (!strcmp(name, "punch"))
		return ok_or_errno(fallocate(files[call->file],
					     FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
					     call->args[0] * PAGE, call->args[1] * PAGE));
	if (!strcmp(name, "pwrite"))
		return write_page(call);
	if (!strcmp(name, "pread"))
		return read_page(call);
	if (!strcmp(name, "fsync"))
		return ok_or_errno(fsync(files[call->file]));
	if (!strncmp(name, "mprotect", 8))
		return protect(call, at, length);
	if (!strcmp(name, "mremap"))
		return resize(call, at, length);
	if (!strcmp(name, "msync"))
		return synchronise(call, at, length);
	if (!strcmp(name, "mincore"))
		return resident(call, at, length);
	if (!strcmp(name, "status"))
		return locked();
	if (!strcmp(name, "fork"))
		return fork_task((int)call->args[0]);
	return unknown;
}

/** A process: makes the calls that come by its pipe until it is told to exit. */
static void serve(int task)
{
	struct call call;

	while (read(calls_to[task][0], &call, sizeof call) == sizeof call) {
		struct answer answer = { OK, 0 };
		int is_exit = !strcmp(call.name, "exit");

		if (!is_exit)
			answer = make(&call);
		if (write(answers_of[task][1], &answer, sizeof answer) != sizeof answer)
			_exit(0);
		if (is_exit)
			_exit(0);
	}
}

/** Kills what is left of the sequence before and starts process 0. */
static void begin(void)
{
	for (int task = 0; task < TASKS; task++) {
		if (pids[task] > 0)
			kill(pids[task], SIGKILL);
		pids[task] = 0;
	}
	while (waitpid(-1, NULL, 0) > 0)
		;
	for (int i = 0; i < 2 * FILES; i++)
		if (ftruncate(files[i], 0))
			die("ftruncate");
	pids[0] = fork();
	if (pids[0] < 0)
		die("fork");
	if (pids[0] == 0) {
		// Who exits is gone at once, so that the coordinator sees when its memory is.
		signal(SIGCHLD, SIG_IGN);
		signal(SIGSEGV, on_signal);
		signal(SIGBUS, on_signal);
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		serve(0);
		_exit(0);
	}
}

static const char *errno_name(long number)
{
	static char other[32];

	switch (number) {
	case EINVAL: return "EINVAL";
	case ENOMEM: return "ENOMEM";
	case EFAULT: return "EFAULT";
	case EACCES: return "EACCES";
	case EPERM: return "EPERM";
	case EAGAIN: return "EAGAIN";
	case ENOSPC: return "ENOSPC";
	case EBADF: return "EBADF";
	case EIO: return "EIO";
	case ENOSYS: return "ENOSYS";
	case EOPNOTSUPP: return "EOPNOTSUPP";
	default:
		snprintf(other, sizeof other, "error %ld", number);
		return other;
	}
}

static void print(struct answer answer)
{
	switch (answer.kind) {
	case OK: printf("{\"ok\":0}\n"); break;
	case VALUE: printf("{\"val\":%ld}\n", answer.value); break;
	case ERROR: printf("{\"err\":\"%s\"}\n", errno_name(answer.value)); break;
	case SIGNAL:
		printf("{\"sig\":\"%s\"}\n", answer.value == SIGBUS ? "SIGBUS" : "SIGSEGV");
		break;
	case LOCKED: printf("{\"VmLck\":%ld}\n", answer.value); break;
	}
}

static int file_of(const char *name)
{
	int number = name[0] && name[1] ? name[1] - '1' : -1;

	if (number < 0 || number >= FILES || name[2])
		return -1;
	return name[0] == 't' ? number : name[0] == 'd' ? FILES + number : -1;
}

/** A line as a call; -1 when it is none. Its process is the result. */
static int parse(char *line, struct call *call)
{
	char *words[8] = { 0 };
	int count = 0;
	int number = 0;
	int task;

	memset(call, 0, sizeof *call);
	for (char *word = strtok(line, " \n"); word && count < 8; word = strtok(NULL, " \n"))
		words[count++] = word;
	if (count < 2 || words[0][0] != 'p')
		return -1;
	task = atoi(words[0] + 1);
	strncpy(call->name, words[1], sizeof call->name - 2);
	for (int i = 2; i < count; i++) {
		int file = file_of(words[i]);

		if (file >= 0)
			call->file = file;
		else if (words[i][0] >= '0' && words[i][0] <= '9' && number < 4)
			call->args[number++] = atol(words[i]);
		else if (!strcmp(words[i], "rw"))
			strcat(call->name, "W");
		else if (!strcmp(words[i], "-"))
			strcat(call->name, "A");
		else
			strncpy(call->how, words[i], sizeof call->how - 1);
	}
	return task >= 0 && task < TASKS && pids[task] > 0 ? task : -1;
}

/** Pages beyond the arena would be somebody else's memory. */
static int is_within(const struct call *call)
{
	return call->args[0] >= 0 && call->args[1] >= 0 && call->args[0] < PAGES &&
	       (!strcmp(call->name, "w") || !strcmp(call->name, "pwrite") || call->args[1] < PAGES);
}

static void run(char *line)
{
	struct call call;
	struct answer answer = { ERROR, ENOSYS };
	int task = parse(line, &call);
	int child = (int)call.args[0];

	if (task < 0 || !is_within(&call)) {
		print(answer);
		return;
	}
	if (!strcmp(call.name, "fork") && (child >= TASKS || pids[child] > 0)) {
		print(answer);
		return;
	}
	if (write(calls_to[task][1], &call, sizeof call) != sizeof call ||
	    read(answers_of[task][0], &answer, sizeof answer) != sizeof answer)
		die("a process of the sequence is gone");
	if (!strcmp(call.name, "fork") && answer.kind == OK)
		pids[child] = (pid_t)answer.value;
	if (!strcmp(call.name, "exit")) {
		// Its memory is gone when it is; whose parent went before it is ours to wait for.
		while (waitpid(pids[task], NULL, WNOHANG) <= 0 && kill(pids[task], 0) == 0)
			usleep(20);
		pids[task] = 0;
	}
	print(answer);
}

static int scratch(const char *folder)
{
	char path[4096];
	int fd;

	snprintf(path, sizeof path, "%s/rmaplab-host-XXXXXX", folder);
	fd = mkstemp(path);
	if (fd < 0)
		die(folder);
	unlink(path);
	return fd;
}

int main(int argc, char **argv)
{
	char line[256];

	if (argc != 3)
		return 3;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	for (int i = 0; i < 2 * FILES; i++)
		files[i] = scratch(argv[i < FILES ? 1 : 2]);
	for (int task = 0; task < TASKS; task++)
		if (pipe(calls_to[task]) || pipe(answers_of[task]))
			die("pipe");
	while (fgets(line, sizeof line, stdin)) {
		if (!strncmp(line, "sequence", 8)) {
			begin();
			printf("{\"ok\":0}\n");
		} else {
			run(line);
		}
		if (fflush(stdout))
			return 0;
	}
	begin();
	kill(pids[0], SIGKILL);
	return 0;
}
