/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the module's core needs of the kernel's headers, to be compiled as part of a
 * program (libvtkbdcore.a). So vtkbdctl explain and type run the same code as the
 * module. Everything here does what its namesake in the kernel does, and no more.
 */
#ifndef VTKBDCTL_INCLUDE_TYPES_H
#define VTKBDCTL_INCLUDE_TYPES_H

#include_next <linux/types.h>

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int32_t s32;

#define BIT(n)			(1UL << (n))
#ifndef ARRAY_SIZE
#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#endif
#define container_of(member_ptr, type, member) \
	((type *)((char *)(member_ptr) - offsetof(type, member)))
#define likely(x)		(x)
#define unlikely(x)		(x)
#define noinline
#define READ_ONCE(x)		(x)
#define WARN_ON_ONCE(x)		(x)
#define swap(a, b) \
	do { __typeof__(a) swapped = (a); (a) = (b); (b) = swapped; } while (0)

/* Where RAW mode means the scancodes of an AT keyboard, see raw.c. */
#if defined(__x86_64__) || defined(__i386__)
#define CONFIG_X86
#elif defined(__mips__)
#define CONFIG_MIPS
#elif defined(__powerpc__)
#define CONFIG_PPC
#elif defined(__sparc__)
#define CONFIG_SPARC
#elif defined(__alpha__)
#define CONFIG_ALPHA
#elif defined(__hppa__)
#define CONFIG_PARISC
#elif defined(__sh__)
#define CONFIG_SUPERH
#endif

#endif
