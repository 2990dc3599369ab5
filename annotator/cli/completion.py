"""The command that prints the script by which a shell completes words."""

from __future__ import annotations

import click

from annotator.cli.say import show_lines

BASH = r"""# Completes the words of annotator in bash. Put this line into ~/.bashrc:
#     eval "$(annotator completion bash)"
_annotator() {
    local kind="" entry program=$1
    [[ $program == "~/"* ]] && program=$HOME/${program:2}
    COMPREPLY=()
    {
        IFS= read -r kind
        while IFS= read -r entry; do COMPREPLY+=("$entry"); done
    } < <("$program" --complete bash "${COMP_LINE:0:COMP_POINT}" "$2" 2>/dev/null)
    case $kind in
        files) compopt -o default ;;
        open) compopt -o nospace ;;
    esac 2>/dev/null
}
complete -o nosort -F _annotator annotator arabic-annotator 2>/dev/null ||
    complete -F _annotator annotator arabic-annotator
"""

ZSH = r"""#compdef annotator arabic-annotator
# Completes the words of annotator in zsh. Put this line into ~/.zshrc, after compinit where that is there:
#     eval "$(annotator completion zsh)"
_annotator() {
    local kind entry about program=$words[1]
    local line="${(j: :)words[1,CURRENT-1]} $QIPREFIX$IPREFIX$PREFIX"
    [[ $program == "~/"* ]] && program=$HOME/${program:2}
    local -a entries shown plain
    {
        IFS= read -r -d '' kind
        while IFS= read -r -d '' entry && IFS= read -r -d '' about; do
            entries+=("$entry")
            if [[ -n $about ]]; then shown+=("${(r:16:)entry}  $about"); else plain+=("$entry"); fi
        done
    } < <("$program" --complete zsh "$line" "" 2>/dev/null)
    local -a how
    [[ $kind == open ]] && how=(-S '')
    if [[ $kind == files ]]; then
        compset -P '--[^=]##='
        _files
    elif (( ${#shown} && ! ${#plain} )); then
        compadd "$how[@]" -l -V annotator -d shown -a entries
    else
        compadd "$how[@]" -V annotator -a entries
    fi
}
if [[ ${funcstack[1]} == _annotator ]]; then
    _annotator "$@"
else
    (( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
    compdef _annotator annotator arabic-annotator
fi
"""

FISH = r"""# Completes the words of annotator in fish. Put this line into ~/.config/fish/config.fish:
#     annotator completion fish | source
function __annotator_ask
    set -l program annotator
    for word in (commandline -opc)
        if string match -qr '(^|/)(arabic-)?annotator$' -- $word
            set program (string replace -r '^~/' "$HOME/" -- $word)
            break
        end
    end
    set -g __annotator_found ($program --complete fish (commandline -pc | string collect) "" 2>/dev/null | string split0)
end
function __annotator_words
    set -q __annotator_found[2]; and printf '%s\0' $__annotator_found[2..-1]
end
for program in annotator arabic-annotator
    complete -c $program -f
    complete -c $program -n __annotator_ask -n 'contains -- files $__annotator_found[1]' -F
    complete -c $program -n __annotator_ask -n 'not contains -- files $__annotator_found[1]' -k -a '(__annotator_words | string split0)'
end
"""

SCRIPTS = {"bash": BASH, "zsh": ZSH, "fish": FISH}


@click.command("completion", epilog="Example: annotator completion bash")
@click.argument("shell", type=click.Choice([*SCRIPTS]), metavar="SHELL")
def command(shell: str) -> None:
    """Print the script that lets a shell complete words with Tab: commands, options, articles, people, layers, formats.

    SHELL is bash, zsh or fish. The script begins with the line that puts it to work each time the shell starts. It serves annotator and arabic-annotator.
    """
    show_lines(SCRIPTS[shell])
