// SPDX-License-Identifier: GPL-2.0
/* Loading, unloading, and the files of the parameters. Nothing here lets Ctrl-Alt-Del reboot. */
#include <sys/syscall.h>

#include "iofuzz.h"

#define PARAMETERS "/sys/module/vtkbd/parameters/"

static const char *const loads[] = {
	"", "", "grab=1", "default_utf8=0", "numlock=1 led_quiet_ms=0", "output=0", "output=64",
	"rules=6.1", "rules=7.1", "rules=7.3 grab=1", "brl_timeout=0 brl_nbchords=0", "output=3", "rules=x",
};

static const struct {
	const char *file, *value;
} writes[] = {
	{ "cad", "signal" }, { "cad", "ignore" }, { "cad", "bad" }, { "cad", "" },
	{ "grab", "1" }, { "grab", "0" }, { "grab", "1" }, { "grab", "maybe" },
	{ "led_quiet_ms", "0" }, { "led_quiet_ms", "70" }, { "led_quiet_ms", "1000" },
	{ "led_quiet_ms", "1001" }, { "led_quiet_ms", "-1" },
	{ "brl_timeout", "0" }, { "brl_timeout", "300" }, { "brl_timeout", "4294967295" },
	{ "brl_nbchords", "0" }, { "brl_nbchords", "3" }, { "brl_nbchords", "-1" },
	{ "output", "8" }, { "rules", "6.1" },
};

int module_load(const char *file, const char *params)
{
	int fd = open(file, O_RDONLY | O_CLOEXEC), err = 0;

	if (fd < 0)
		return -errno;
	if (syscall(SYS_finit_module, fd, params, 0))
		err = -errno;
	close(fd);
	return err;
}

int module_unload(void)
{
	return syscall(SYS_delete_module, "vtkbd", O_NONBLOCK) ? -errno : 0;
}

const char *module_params(uint64_t number)
{
	return loads[number % COUNT(loads)];
}

int param_write(uint64_t number)
{
	const char *value = writes[number % COUNT(writes)].value;
	char path[128];
	int fd, err = 0;

	snprintf(path, sizeof(path), PARAMETERS "%s", writes[number % COUNT(writes)].file);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (write(fd, value, strlen(value)) < 0)
		err = -errno;
	close(fd);
	return err;
}
