# Asks `resume` for the words that fit. bash has no place for what they mean: where several fit, it stands beside them.
_clap_complete_resume() {
    local rest=${COMP_LINE-} words=() values=() helps=() index word spaces value help cut
    rest=${rest:0:${COMP_POINT:-0}}
    for ((index = 0; index <= COMP_CWORD; index++)); do
        word=${COMP_WORDS[index]}
        if ((index == COMP_CWORD)) && [[ -n $2 ]]; then
            word=$2
        fi
        spaces=${rest%%[![:space:]]*}
        # bash cuts words at `@`, `=` and `:`.
        if ((${#words[@]} == 0)) || [[ -n $spaces || -z ${COMP_LINE-} ]]; then
            words+=("$word")
        else
            words[${#words[@]} - 1]+=$word
        fi
        rest=${rest#"$spaces"}
        rest=${rest#"$word"}
    done
    cut=${words[${#words[@]} - 1]%"$2"}
    while IFS=$'\t' read -r value help; do
        values+=("${value#"$cut"}")
        helps+=("$help")
    done < <(COMPLETE=fish resume -- "${words[@]}" 2> /dev/null)
    COMPREPLY=()
    for index in "${!values[@]}"; do
        value=${values[index]}
        help=${helps[index]}
        if ((${#values[@]} == 1)); then
            if [[ $value == *[[:space:]\'\"\$\`\\\(\)\&\;\|\<\>]* ]]; then
                printf -v value '%q' "$value"
            elif [[ $value == *[=/:] ]]; then
                compopt -o nospace 2> /dev/null
            fi
        elif [[ -n $help && ${COMP_TYPE-} != 37 && ${COMP_TYPE-} != 42 ]]; then
            # Not where the shell would insert one after the other.
            value="$value  (${help:0:60})"
        fi
        COMPREPLY+=("$value")
    done
}
if [[ ${BASH_VERSINFO[0]} -gt 4 || ${BASH_VERSINFO[0]} -eq 4 && ${BASH_VERSINFO[1]} -ge 4 ]]; then
    complete -o bashdefault -o nosort -F _clap_complete_resume resume
else
    complete -o bashdefault -F _clap_complete_resume resume
fi
