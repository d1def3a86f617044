// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The vtkbd authors
/*
 * The tracepoints of trace.h, which any file may use, are defined only here.
 */
#define CREATE_TRACE_POINTS
#include "trace.h"
