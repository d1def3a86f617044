# SPDX-License-Identifier: GPL-2.0
# What people type. What kbuild builds is in Kbuild.

.DEFAULT_GOAL := help

# A build for the running kernel where its headers are here, else for the
# newest kernel whose headers are.
RUNNING := /lib/modules/$(shell uname -r)/build
KDIR ?= $(if $(wildcard $(RUNNING)),$(RUNNING),$(lastword $(shell ls -d /lib/modules/*/build 2>/dev/null | sort -V)))
KBUILD = $(MAKE) -C "$(KDIR)" M="$(CURDIR)"
NEED = tools/setup/need
# Rules and commands, kbuild's too, have paths as they are: what is built in the tree is not
# built where those mean something else.
IS_PLAIN = test -z "$$(pwd | LC_ALL=C tr -d '\nA-Za-z0-9/._+,@~\200-\377-')"
PLAIN = $(IS_PLAIN) || { echo "make: $$(pwd): make cannot build in a path with a blank or one of \" ' \$$ : ; and so on: move the tree, or use demo, deb or vm" >&2; exit 1; }

# Debian's own Python: the one that Debian's pytest is installed for. What tests build is not
# built with the -j, -k or -B of this make, whose jobs they cannot share.
PYTHON = MAKEFLAGS= PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=tests /usr/bin/python3
# A VM has one processor: as many tests at once as there are, and one for those that wait.
JOBS ?= $(shell expr $$(nproc) + 1)
# A file at a time: tests that share a VM or a build stay together.
PYTEST = $(PYTHON) -m pytest -p no:cacheprovider -q -n $(JOBS) --dist loadfile $(PYTEST_FLAGS) $(T)

help: ## what can be made
	@sed -n 's/^\([a-z0-9-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 14
	@echo
	@echo 'KDIR=DIR     kernel to build for; PARAMS="grab=1" module parameters for vm'
	@echo 'T="-k WORD"  choose tests; packages that are missing are installed and named'

demo: ## boot Debian's kernel in QEMU and play the Ctrl-Alt-Del story
	@$(NEED) build vm tool
	@$(PYTHON) -m demo

test: ## all tests but the slow ones: KUnit, real keys against the real VT, the tool
	@$(NEED) build vm kernel test tool check docs system gdb fuzz
	@$(PYTEST) -m "not slow" tests

test-all: ## the slow ones too: sources of kernels, packages in fresh systems; hours
	@$(NEED) build vm kernel test tool check docs system gdb package lint kunit-fast arch fuzz stress
	@$(PYTEST) tests

quick: ## a minute, before every commit: the suites as a program, the tool, one VM
	@$(NEED) vm kernel test tool kunit-fast
	@$(PYTEST) tests/e2e/test_typing.py::test_both_consoles_get_the_same_bytes \
		tests/kunit/test_program.py tests/tool

vm: ## a shell in the same VM (Ctrl-A X leaves)
	@$(NEED) build vm tool
	@$(PYTHON) -m vm.shell stock $(PARAMS)

modules: ## drivers/tty/vtkbd/vtkbd.ko
	@$(NEED) build
	@$(PLAIN)
	@test -n "$(KDIR)" || { echo 'make: no kernel headers under /lib/modules: name them with KDIR=' >&2; exit 1; }
	@$(KBUILD) modules

tools: ## tools/vtkbdctl/vtkbdctl
	@$(NEED) tool
	@$(PLAIN)
	@$(MAKE) -C tools/vtkbdctl

kunit: ## the KUnit suites alone, in a debug kernel
	@$(NEED) build vm kernel test
	@$(PYTEST) tests/kunit

kunit-fast: ## the same suites in a program, seconds; CASE="vtkbd_raw.*" chooses
	@$(NEED) kunit-fast
	@$(PLAIN)
	@$(MAKE) -s -j$(JOBS) -C tests/kunit/user run

intree: ## tools/intree, KUnit and builds in the sources of two kernels, an hour at first
	@$(NEED) vm kernel test tool system
	@$(PYTEST) tests/intree

e2e: ## the tests with real keys alone
	@$(NEED) build vm kernel test tool gdb
	@$(PYTEST) tests/e2e

tool-test: ## the tests of vtkbdctl alone
	@$(NEED) test tool
	@$(PYTEST) tests/tool

package-test: ## make install, Debian's packages, and these in fresh systems of three suites
	@$(NEED) build vm test tool docs system package lint
	@$(PYTEST) tests/packaging

arch: ## i386 and arm64: built by Debian's cross compilers, tried in QEMU; 15 minutes at first
	@$(NEED) build vm test tool system kunit-fast arch
	@$(PYTEST) tests/arch

clients: ## display servers, logind, getty and the kbd tools as Debian ships them
	@$(NEED) build vm kernel test tool system
	@$(PYTEST) tests/clients tests/check/test_real.py

check: ## W=1, sparse, checkpatch, kernel-doc, docs, generated files, no circles
	@$(NEED) build kernel test tool check docs
	@$(PYTEST) tests/build

SEED ?= 1
EVENTS ?= 100000
comma := ,

oracle: ## the random typist, SEED= EVENTS= PS2=1: both keyboards, same events, compared
	@$(NEED) build vm kernel test tool
	@$(PYTHON) -m oracle --seed $(SEED) --events $(EVENTS) $(if $(PS2),--ps2)

oracle-sweep: ## every keysym on a key, in every mode, pressed, repeated, released
	@$(NEED) build vm kernel test tool
	@$(PYTHON) -m oracle.sweep

oracle-keymaps: ## every keymap Debian ships: loadkeys on both, dumpkeys compared
	@$(NEED) build vm kernel test tool
	@$(PYTHON) -m oracle.keymaps

# PARTS="typist sweep" for some of tests/kernels/parts.py.
kernels: ## every kernel that Debian's suites serve; K=sid,trixie-rt EVENTS=
	@$(NEED) build vm kernel test tool check system
	@$(PYTHON) -m kernels --events $(EVENTS) $(PARTS:%=--only %) $(K)

# A machine has several processors: one test at a time unless STRESS_JOBS says more.
STRESS_JOBS ?= 1

stress: ## races, reloads, failures on debug, KCSAN and PREEMPT_RT kernels, hours; K= CPUS=2,4 T=
	@$(NEED) build vm kernel test tool check stress
	@$(PYTHON) -m stress --jobs $(STRESS_JOBS) $(K:%=--kernels %) $(CPUS:%=--cpus %) $(T)

# A line for the shell; USER=1 runs it as an ordinary user, PACKAGES= are Debian's that it needs,
# OPTIONS= are others of check, such as --keep-tty0.
check-vm: ## vtkbdctl check on a display server in a VM; PROGRAM="sway" USER=1 PACKAGES= ONLY=
	@test -n "$(PROGRAM)" || { echo 'check-vm: PROGRAM= is not given, such as: make check-vm PROGRAM=sway USER=1' >&2; exit 2; }
	@$(NEED) build vm kernel test tool system
	@$(PYTHON) -m check $(if $(filter 1,$(USER)),--user) --packages "$(PACKAGES)" $(if $(ONLY),--only=$(ONLY)) $(OPTIONS) "$(PROGRAM)"

# DEPTH= seconds of libFuzzer; SCRIPT= a file of tests/fuzz/scripts, or one like it.
fuzz: ## the kernel's keyboard.c beside the core, millions of keys; EVENTS= SEED= K=stock,sid DEPTH=
	@$(NEED) kernel test fuzz
	@$(PYTHON) -m fuzz --seed $(SEED) --jobs $(JOBS) $(if $(filter-out file,$(origin EVENTS)),--events $(EVENTS)) \
		$(DEPTH:%=--depth %) $(SCRIPT:%=--script %) $(subst $(comma), ,$(K))

fuzz-coverage: ## the core's lines and branches that the fuzzer reaches, and why not the others
	@$(NEED) kernel test fuzz
	@$(PYTHON) -m fuzz.coverage

fuzz-mutants: ## break the core rule by rule; the fuzzer must see each within a minute
	@$(NEED) kernel test fuzz
	@$(PYTHON) -m fuzz.mutants

CHORDS ?= 400

oracle-explain: ## explain, type and compare, in random states; SEED= CHORDS=
	@$(NEED) build vm kernel test tool
	@$(PYTHON) -m oracle.explained --seed $(SEED) --chords $(CHORDS)

oracle-mutants: ## break the module rule by rule; the typist must see each
	@$(NEED) build vm kernel test tool
	@$(PYTHON) -m oracle.mutants

KEYS ?= 10000

inject: ## keys from QEMU, libvirt, VNC; KEYS= against the LED race
	@$(NEED) build vm kernel test tool gdb inject
	@$(PYTHON) -m inject $(SENDERS)
	@$(PYTEST) tests/inject/libvirt_gdb.py
	@$(PYTHON) -m ledrace --keys $(KEYS)

# Of the slow ones those that reach what no other does: calls that fail or wait, loads that fail, and
# written sequences that end blanking.
COVERAGE_SLOW := $(addprefix tests/stress/test_,failing.py user_pages.py waits.py lifetimes.py pulled.py) \
		 tests/e2e/test_conformance.py::test_blanks_as_the_real_vt_does \
		 tests/e2e/test_grab.py tests/e2e/test_module.py
# gdb's tests run no line of the module, and want the debug information of Debian's kernel.
coverage: ## which lines of the module no test runs, and why: HTML in build/coverage; half an hour
	@$(NEED) build vm kernel test tool coverage
	@rm -rf build/coverage
	@dir=$$(mktemp -d) && trap 'rm -r "$$dir"' EXIT && export VTKBD_COVERAGE="$$dir" && failed= && \
	{ $(PYTEST) -m "not slow" --ignore tests/e2e/test_gdb.py tests/kunit tests/e2e tests/stress tests/ledrace || failed=1; } && \
	{ $(PYTEST) -m slow $(COVERAGE_SLOW) || failed=1; } && \
	$(PYTHON) -m vm.coverage_report build/coverage && test -z "$$failed"

bench: ## instructions per key event, against the built-in keyboard
	@$(NEED) build vm kernel test tool bench
	@$(PYTHON) -m bench

docs: ## Documentation as HTML in Documentation/_build; a warning is an error
	@$(NEED) docs
	@$(PYTHON) -m sphinx -q -W --keep-going -E -b html Documentation Documentation/_build

keymap: ## make the default keymap and the scancode tables anew
	@$(NEED) vm
	@tools/keymap/mktable
	@tools/keycodes/gen

# GNU's name for it, where it is typed: an environment may have one of its own.
ifeq ($(origin prefix),command line)
export PREFIX := $(prefix)
endif

# DESTDIR, PREFIX, MODULES_LOAD=1, INITRAMFS=1: the script says what they mean.
install: ## what was built: module, tool, manuals (PREFIX=/usr/local; MODULES_LOAD=1 INITRAMFS=1)
	@KDIR="$(KDIR)" tools/setup/install

uninstall: ## exactly what install put in
	@tools/setup/install uninstall

deb: ## Debian's packages, of the tree's files as they are, in build/deb
	@$(NEED) tool docs package
	@tools/setup/deb build/deb

clean: ## what building left in the tree
	@rm -rf Documentation/_build build/coverage build/deb
	@! $(IS_PLAIN) || $(MAKE) -C tools/vtkbdctl clean
	@! $(IS_PLAIN) || test -z "$(KDIR)" || $(KBUILD) clean

.PHONY: help demo test test-all quick check-vm vm modules tools kunit kunit-fast intree e2e tool-test arch clients check oracle package-test kernels \
	oracle-sweep oracle-keymaps oracle-explain oracle-mutants stress inject coverage bench docs \
	fuzz fuzz-coverage fuzz-mutants keymap install uninstall deb clean
