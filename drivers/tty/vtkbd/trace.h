/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The vtkbd authors */
/*
 * Tracepoints: what a key did, which process changed a mode, console switches,
 * and what was done about Ctrl-Alt-Del and the LEDs. A tracepoint that is off
 * costs a static branch.
 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM vtkbd

#if !defined(_VTKBD_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define _VTKBD_TRACE_H

#include <linux/tracepoint.h>

#include "seat.h"

#define vtkbd_show_mode(mode) __print_symbolic(mode,	\
	{ K_XLATE, "xlate" },				\
	{ K_UNICODE, "unicode" },			\
	{ K_MEDIUMRAW, "mediumraw" },			\
	{ K_RAW, "raw" },				\
	{ K_OFF, "off" })

#define vtkbd_show_kdmode(mode) __print_symbolic(mode,	\
	{ KD_TEXT, "text" },				\
	{ KD_GRAPHICS, "graphics" })

#define vtkbd_show_cad(cad) __print_symbolic(cad,	\
	{ VTKBD_CAD_SIGNAL, "signal" },			\
	{ VTKBD_CAD_REBOOT, "reboot" },			\
	{ VTKBD_CAD_IGNORE, "ignore" })

/*
 * Where perf_event_paranoid is -1, every user may read tracepoints, and tracefs
 * may have been opened to a group. So @code and @bytes, which tell what people
 * type, are zero unless root has set trace_keys. No key has keycode 0.
 */
TRACE_EVENT(vtkbd_key,
	TP_PROTO(const struct vtkbd_console *con, const struct vtkbd_handle *h,
		 const struct vtkbd_keyctx *at),
	TP_ARGS(con, h, at),
	TP_STRUCT__entry(
		__field(u8, console)
		__field(u8, kbdmode)
		__field(u8, action)
		__field(u16, code)
		__field(int, value)
		__field(size_t, bytes)
		__array(char, device, 16)
	),
	TP_fast_assign(
		const bool tells = READ_ONCE(con->seat->params->trace_keys);

		__entry->console = con->num;
		__entry->kbdmode = con->kbd.kbdmode;
		__entry->action = at->out.action.type;
		__entry->code = tells ? at->ev->code : KEY_RESERVED;
		__entry->value = at->ev->value;
		__entry->bytes = !tells ? 0 :
				 at->out.len + (at->out.str ? strlen(at->out.str) : 0);
		strscpy_pad(__entry->device, h ? dev_name(&h->handle.dev->dev) : "none",
			    sizeof(__entry->device));
	),
	TP_printk("console=%u kbdmode=%s keycode=%u value=%d bytes=%zu action=%u device=%s",
		  __entry->console, vtkbd_show_mode(__entry->kbdmode),
		  __entry->code, __entry->value, __entry->bytes,
		  __entry->action, __entry->device)
);

TRACE_EVENT(vtkbd_mode,
	TP_PROTO(const struct vtkbd_console *con,
		 const struct vtkbd_mode_change *change),
	TP_ARGS(con, change),
	TP_STRUCT__entry(
		__field(u8, console)
		__field(u8, from)
		__field(u8, to)
		__field(u8, cause)
		__field(s32, pid)
		__field(u32, uid)
		__array(char, comm, VTKBD_COMM_LEN)
	),
	TP_fast_assign(
		__entry->console = con->num;
		__entry->from = change->from;
		__entry->to = change->to;
		__entry->cause = change->cause;
		__entry->pid = change->pid;
		__entry->uid = change->uid;
		memcpy(__entry->comm, change->comm, VTKBD_COMM_LEN);
	),
	TP_printk("console=%u from=%s to=%s cause=%s pid=%d uid=%u comm=%s",
		  __entry->console, vtkbd_show_mode(__entry->from),
		  vtkbd_show_mode(__entry->to),
		  __print_symbolic(__entry->cause,
				   { VTKBD_CAUSE_INIT, "init" },
				   { VTKBD_CAUSE_IOCTL, "ioctl" },
				   { VTKBD_CAUSE_SAK, "sak" },
				   { VTKBD_CAUSE_OWNER_DIED, "owner-died" },
				   { VTKBD_CAUSE_DISALLOCATE, "disallocate" }),
		  __entry->pid, __entry->uid, __entry->comm)
);

/* The calling process is the event's own. */
TRACE_EVENT(vtkbd_kdmode,
	TP_PROTO(const struct vtkbd_console *con, unsigned int from, unsigned int to),
	TP_ARGS(con, from, to),
	TP_STRUCT__entry(
		__field(u8, console)
		__field(u8, from)
		__field(u8, to)
	),
	TP_fast_assign(
		__entry->console = con->num;
		__entry->from = from;
		__entry->to = to;
	),
	TP_printk("console=%u from=%s to=%s", __entry->console,
		  vtkbd_show_kdmode(__entry->from), vtkbd_show_kdmode(__entry->to))
);

TRACE_EVENT(vtkbd_owner,
	TP_PROTO(const struct vtkbd_console *con, const struct vt_mode *mode),
	TP_ARGS(con, mode),
	TP_STRUCT__entry(
		__field(u8, console)
		__field(u8, vtmode)
		__field(s16, relsig)
		__field(s16, acqsig)
	),
	TP_fast_assign(
		__entry->console = con->num;
		__entry->vtmode = mode->mode;
		__entry->relsig = mode->relsig;
		__entry->acqsig = mode->acqsig;
	),
	TP_printk("console=%u vtmode=%s relsig=%d acqsig=%d", __entry->console,
		  __entry->vtmode == VT_AUTO ? "auto" : "process",
		  __entry->relsig, __entry->acqsig)
);

DECLARE_EVENT_CLASS(vtkbd_from_to,
	TP_PROTO(unsigned int from, unsigned int to),
	TP_ARGS(from, to),
	TP_STRUCT__entry(
		__field(u8, from)
		__field(u8, to)
	),
	TP_fast_assign(
		__entry->from = from;
		__entry->to = to;
	),
	TP_printk("from=%u to=%u", __entry->from, __entry->to)
);

/* A program asks for a switch; vtkbd_switch follows if it is carried out. */
DEFINE_EVENT(vtkbd_from_to, vtkbd_activate,
	TP_PROTO(unsigned int from, unsigned int to),
	TP_ARGS(from, to)
);

DEFINE_EVENT(vtkbd_from_to, vtkbd_switch,
	TP_PROTO(unsigned int from, unsigned int to),
	TP_ARGS(from, to)
);

TRACE_EVENT(vtkbd_cad,
	TP_PROTO(const struct vtkbd_console *con, unsigned int policy, bool acted),
	TP_ARGS(con, policy, acted),
	TP_STRUCT__entry(
		__field(u8, console)
		__field(u8, policy)
		__field(bool, acted)
	),
	TP_fast_assign(
		__entry->console = con->num;
		__entry->policy = policy;
		__entry->acted = acted;
	),
	TP_printk("console=%u policy=%s acted=%d", __entry->console,
		  vtkbd_show_cad(__entry->policy), __entry->acted)
);

TRACE_EVENT(vtkbd_leds,
	TP_PROTO(u32 leds, bool written),
	TP_ARGS(leds, written),
	TP_STRUCT__entry(
		__field(u32, leds)
		__field(bool, written)
	),
	TP_fast_assign(
		__entry->leds = leds;
		__entry->written = written;
	),
	TP_printk("scroll=%d num=%d caps=%d locks=%#x written=%d",
		  !!(__entry->leds & VTKBD_LED_SCROLL),
		  !!(__entry->leds & VTKBD_LED_NUM),
		  !!(__entry->leds & VTKBD_LED_CAPS),
		  __entry->leds >> 8, __entry->written)
);

#define vtkbd_show_what(what) __print_symbolic(what,	\
	{ VTKBD_FAULT_IOCTL, "ioctl" },			\
	{ VTKBD_FAULT_RELEASE, "release" },		\
	{ VTKBD_FAULT_ACQUIRE, "acquire" })

#define vtkbd_show_act(act) __print_symbolic(act,	\
	{ VTKBD_FAULT_ERROR, "error" },			\
	{ VTKBD_FAULT_DELAY, "delay" },			\
	{ VTKBD_FAULT_DROP, "drop" },			\
	{ VTKBD_FAULT_REPEAT, "repeat" })

/* Of an ioctl, the calling process is the event's own. */
TRACE_EVENT(vtkbd_fault,
	TP_PROTO(const struct vtkbd_console *con, const struct vtkbd_fault *fault),
	TP_ARGS(con, fault),
	TP_STRUCT__entry(
		__field(u8, console)
		__field(u8, what)
		__field(u8, act)
		__field(u16, error)
		__field(u32, cmd)
		__field(u32, delay_ms)
	),
	TP_fast_assign(
		__entry->console = con->num;
		__entry->what = fault->what;
		__entry->act = fault->act;
		__entry->error = fault->error;
		__entry->cmd = fault->cmd;
		__entry->delay_ms = fault->delay_ms;
	),
	TP_printk("console=%u what=%s act=%s cmd=%#x error=%u delay_ms=%u",
		  __entry->console, vtkbd_show_what(__entry->what),
		  vtkbd_show_act(__entry->act), __entry->cmd, __entry->error,
		  __entry->delay_ms)
);

#endif /* _VTKBD_TRACE_H */

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace
#include <trace/define_trace.h>
