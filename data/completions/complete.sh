#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# What may stand next on a command line of swimlane, for the completions of the shells, which are
# small and ask this. It asks the program itself (--help, --list), so that it knows each option and
# mode of just the version that is installed.
#
# usage: complete.sh PROGRAM WORD…
#
# The words are those behind the program's name, up to the cursor; the last is the one to complete,
# perhaps empty. Each line of the output is a candidate, a tab and what it means; or `:files PREFIX`
# or `:folders PREFIX` where paths are to be completed behind that prefix of the word; or `:open`,
# before candidates that are only the beginning of a word.
set -uf

program=$1
shift

# matching PREFIX WORD: of the lines of the input, `candidate<tab>meaning`, those that the word
# begins, each behind the prefix.
matching () {
  PREFIX=$1 WORD=$2 awk -F '\t' 'BEGIN { OFS = "\t"; prefix = ENVIRON["PREFIX"]; word = ENVIRON["WORD"] }
    index ($1, word) == 1 && !seen[$1]++ { print prefix $1, $2 }'
}

list () {
  "$program" --list="$1" 2>/dev/null
}

# options: of the help on the input, `option<tab>what its value is<tab>meaning`.
options () {
  sed -nE 's/\[(=[^]]*)\]/\1/
    s/^  (-([a-zA-Z0-9]), )?--([a-z0-9-]+)(=([^ ]+))?( +(.*))?$/\2\t--\3\t\5\t\7/p' |
    awk -F '\t' 'BEGIN { OFS = "\t" }
      { print $2, $3, $4 }
      $1 != "" { print "-" $1, $3, $4 }'
}

# value_of OPTION: what its value is called in the help.
value_of () {
  echo "$help" | options | OPTION=$1 awk -F '\t' '$1 == ENVIRON["OPTION"] { print $2; exit }'
}

# complete_value VALUE PREFIX WORD: what an option's value, so called in the help, may be.
complete_value () {
  case $1 in
    MODE) list modes | matching "$2" "$3" ;;
    CLIENT) list clients | matching "$2" "$3" ;;
    LIST) complete_last "$2" "$3" ;;
    METRIC) complete_metric "$2" "$3" ;;
    CONDITION) complete_condition "$2" "$3" ;;
    PARAMETER:VALUES)
      echo ':open'
      list parameters | sed 's/\t/:\t/' | matching "$2" "$3"
      ;;
    SCENARIO) list scenarios | matching "$2" "$3" ;;
    'NAME|FILE')
      list scenarios | matching "$2" "$3"
      echo ":files $2"
      ;;
    FILE) echo ":files $2" ;;
    DIR) echo ":folders $2" ;;
    *'|'*) echo "$1" | tr '|' '\n' | grep -vxE 'URL|FILE|DIR' | matching "$2" "$3" ;;
  esac
}

# complete_last PREFIX WORD: the last of some modes with commas between.
complete_last () {
  last=${2##*,}
  list modes | matching "$1${2%"$last"}" "$last"
}

# complete_metric PREFIX WORD: a minus in front means downwards.
complete_metric () {
  metric=${2#-}
  list metrics | matching "$1${2%"$metric"}" "$metric"
}

# complete_condition PREFIX WORD: a metric, perhaps of one mode; then follows what it may not be.
complete_condition () {
  echo ':open'
  if [ "$command" = watch ]; then
    list watch-metrics | matching "$1" "$2"
    return
  fi
  mode=
  if list modes | cut -f 1 | grep -qxF -e "${2%%.*}"; then
    case $2 in *.*) mode=${2%%.*}. ;; esac
  fi
  {
    list metrics
    [ "$command" != report ] || list changes
    [ -n "$mode" ] || list modes | sed 's/\t/.\t/'
  } | matching "$1$mode" "${2#"$mode"}"
}

# list_countries WORD: in lower case where the word is.
list_countries () {
  case $1 in
    [a-z]*) list countries | LC_ALL=C awk -F '\t' 'BEGIN { OFS = "\t" } { print tolower ($1), $2 }' ;;
    *) list countries ;;
  esac
}

# complete_argument WORD: what stands behind the options, as the usage line calls it.
complete_argument () {
  arguments=$(echo "$help" | sed -nE '2s/^  swimlane [^[]*\[[^]]*\] ?//p')
  case $arguments in
    *CODE*) list_countries "$1" | matching '' "$1" ;;
    FILE*) echo ':files ' ;;
    *)
      if [ -z "$job" ]; then
        case $arguments in *'|'*) list jobs | matching '' "$1" ;; esac
      fi
      ;;
  esac
}

# Of the words, the last two, the command and, where it stands behind a command, a job.
command=${1:-}
job=
before=
[ $# -gt 0 ] || set -- ''
[ $# -lt 3 ] || job=$(list jobs | cut -f 1 | grep -xF -e "$2")
count=$#
while [ $# -gt 1 ]; do
  before=$1
  shift
done
word=$1

if [ "$count" -eq 1 ]; then
  case $word in
    --list=*) list lists | matching --list= "${word#*=}" ;;
    *)
      {
        list commands
        printf 'help\tshow the help of a command\n'
        printf -- '--help\tshow the commands\n--version\tshow the version\n--list=\tprint a list\n'
      } | matching '' "$word"
      ;;
  esac
  exit
fi
if [ "$command" = help ]; then
  if [ "$count" -eq 2 ]; then
    list commands | matching '' "$word"
  else
    list jobs | matching '' "$word"
  fi
  exit
fi

help=$("$program" "$command" ${job:+"$job"} --help 2>/dev/null) || exit 0
case $word in
  --*=*)
    option=${word%%=*}
    complete_value "$(value_of "$option")" "$option=" "${word#*=}"
    exit
    ;;
  -*)
    echo "$help" | options |
      awk -F '\t' 'BEGIN { OFS = "\t" } { print $1 ($1 ~ /^--/ && $2 != "" ? "=" : ""), $3 }' |
      matching '' "$word"
    exit
    ;;
esac
value=$(value_of "$before")
# The value of --lab may be left out, so it never is a word of its own.
if [ "$count" -gt 2 ] && [ -n "$value" ] && [ "$before" != --lab ]; then
  complete_value "$value" '' "$word"
else
  complete_argument "$word"
fi
