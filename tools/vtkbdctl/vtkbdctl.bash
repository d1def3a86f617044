# SPDX-License-Identifier: GPL-2.0
# bash completion for vtkbdctl(1): commands, their options, consoles, modes, keys and properties,
# and the program of run, claim and check.

# What follows is another program's command line, from word $1 on.
_vtkbdctl_program()
{
	if declare -F _command_offset >/dev/null; then
		_command_offset "$1"
	elif ((COMP_CWORD == $1)); then
		mapfile -t COMPREPLY < <(compgen -c -- "${COMP_WORDS[COMP_CWORD]}")
	else
		mapfile -t COMPREPLY < <(compgen -f -- "${COMP_WORDS[COMP_CWORD]}")
	fi
}

# The last key of a chord; what is before it stays.
_vtkbdctl_keys()
{
	local before=

	[[ $1 != *-* ]] || before=${1%-*}-
	vtkbdctl keys --quiet 2>/dev/null | while read -r key; do
		printf '%s\n' "$before$key"
	done
}

# The last of a list with commas: a property or its group; what is before it stays.
_vtkbdctl_properties()
{
	local before=

	[[ $1 != *,* ]] || before=${1%,*},
	vtkbdctl check --list 2>/dev/null | while read -r name _; do
		printf '%s\n' "$before${name%%.*}" "$before$name"
	done
}

_vtkbdctl()
{
	local cur=${COMP_WORDS[COMP_CWORD]} command= operands=0 i
	local -A options=(
		[list]="--all --vt --json --help"
		[get]="--vt --json --quiet --help"
		[set]="--vt --force --help"
		[attach]="--read-only --escape --help"
		[run]="--console --tty --keep-tty0 --help"
		[send]="--codeset --holdtime --seat --console --help"
		[type]="--seat --console --force --vt --help"
		[doctor]="--vt --json --help"
		[explain]="--vt --json --rules --help"
		[history]="--json --help"
		[restore]="--vt --force --soft --help"
		[unlock]="--vt --help"
		[claim]="--vt --force --console --help"
		[trace]="--vt --json --keys --help"
		[watch]="--vt --help"
		[keys]="--quiet --help"
		[check]="--list --only --seed --slow --json --junit --tap --end --keep-tty0 --help"
		[help]="--help"
	)
	local words= option=

	# readline splits --option=value at the =.
	for ((i = 1; i < COMP_CWORD; i++)); do
		case $command/${COMP_WORDS[i]} in
		*/=)	continue ;;
		run/-- | claim/-- | check/--)
			_vtkbdctl_program $((i + 1))
			return ;;
		*/--codeset | */--console | */-c | */--escape | */--holdtime | run/--vt | \
		*/--only | */--seed | */--slow | */--junit)
			option=${COMP_WORDS[i]}
			continue ;;
		*/-*)	;;
		*)	if [[ -n $option ]]; then
				:
			elif [[ -z $command ]]; then
				command=${COMP_WORDS[i]}
			elif [[ $command == @(run|claim|check) ]]; then
				_vtkbdctl_program $i
				return
			else
				operands=$((operands + 1))
			fi ;;
		esac
		option=
	done

	if [[ -n $option ]]; then
		[[ $cur != = ]] || cur=
		case $option in
		--codeset)	words="linux xt atset1 atset2 atset3 os_x xt_kbd usb win32 qnum rfb" ;;
		--console | -c | --vt) words="fg $(echo {1..63})" ;;
		--only)		words=$(_vtkbdctl_properties "$cur") ;;
		--junit)	mapfile -t COMPREPLY < <(compgen -f -- "$cur")
				return ;;
		esac
	elif [[ $cur == -* ]]; then
		words=${options[${command:-list}]-}
		[[ -n $command ]] || words+=" --version"
	elif [[ -z $command ]]; then
		words=${!options[*]}
	else
		case $command/$operands in
		run/0 | claim/0 | check/0)
			_vtkbdctl_program $COMP_CWORD
			return ;;
		get/0 | set/0 | attach/0 | doctor/0 | explain/0 | history/0 | restore/0)
				words="fg $(echo {1..63})" ;;
		explain/* | send/*)
				words=$(_vtkbdctl_keys "$cur") ;;
		help/0)		words=${!options[*]} ;;
		set/1)		words="xlate unicode mediumraw raw off" ;;
		esac
	fi
	mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
}
complete -F _vtkbdctl vtkbdctl
