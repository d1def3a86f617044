# SPDX-License-Identifier: GPL-2.0
# bash completion for vtkbdctl(1): commands, their options, consoles and modes.

_vtkbdctl()
{
	local cur=${COMP_WORDS[COMP_CWORD]} command= operands=0 i
	local -A options=(
		[list]="--all --vt --json --help"
		[get]="--vt --json --quiet --help"
		[set]="--vt --force --help"
		[attach]="--read-only --escape --help"
		[run]="--vt --tty --keep-tty0 --help"
	)
	local words=

	for ((i = 1; i < COMP_CWORD; i++)); do
		case ${COMP_WORDS[i]} in
		-*)	;;
		*)	if [[ -z $command ]]; then
				command=${COMP_WORDS[i]}
			else
				operands=$((operands + 1))
			fi ;;
		esac
	done

	if [[ $cur == -* ]]; then
		words=${options[${command:-list}]-}
		[[ -n $command ]] || words+=" --version"
	elif [[ -z $command ]]; then
		words=${!options[*]}
	else
		case $command/$operands in
		get/0 | set/0 | attach/0)	words="fg $(echo {1..63})" ;;
		set/1)		words="xlate unicode mediumraw raw off" ;;
		esac
	fi
	mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
}
complete -F _vtkbdctl vtkbdctl
