// SPDX-License-Identifier: GPL-2.0
/*
 * The control line as a service, where PID 1 is another program, which is responsible
 * for mounts and environment.
 */
#include <sys/stat.h>

#include "serve.h"

int main(void)
{
	umask(022);
	serve("/dev/ttyS1");
	return 1;
}
