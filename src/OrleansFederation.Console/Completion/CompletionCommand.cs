using System.CommandLine;
using OrleansFederation.Cli;
using OrleansFederation.Errors;

namespace OrleansFederation.Completion;

/// <summary>Prints what makes a shell complete commands.</summary>
internal sealed class CompletionCommand : FedCommand
{
    private static readonly Dictionary<string, string> Scripts = new(StringComparer.Ordinal)
    {
        ["bash"] = """
            _fed() {
              local IFS=$'\n' word="${COMP_WORDS[COMP_CWORD]}"
              COMPREPLY=($(compgen -W "$(fed "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" -- "$word"))
            }
            complete -o default -F _fed fed
            """,
        ["zsh"] = """
            #compdef fed
            _fed() {
              local -a found
              found=("${(@f)$(fed "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
              compadd -a found || _files
            }
            compdef _fed fed
            """,
        ["fish"] = """
            complete -c fed -a '(fed "[suggest:"(commandline -C)"]" (commandline -cp) 2>/dev/null)'
            """,
        ["pwsh"] = """
            Register-ArgumentCompleter -Native -CommandName fed -ScriptBlock {
              param($word, $line, $position)
              fed "[suggest:$position]" "$line" 2>$null | Where-Object { $_ -like "$word*" } |
                ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
            }
            """,
    };

    private readonly Argument<string> _shell = new("SHELL") { Description = $"The shell: {string.Join(", ", Scripts.Keys)}.", HelpName = "SHELL" };

    public CompletionCommand() : base("completion", "Prints what makes a shell complete commands.", "source <(fed completion bash)")
    {
        _shell.AcceptOnlyFromAmong([.. Scripts.Keys]);
        Add(_shell);
    }

    /// <inheritdoc/>
    public override Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        context.Host.Out.WriteLine(Scripts[context.Get(_shell)]);
        return Task.FromResult(ExitCodes.Ok);
    }
}
