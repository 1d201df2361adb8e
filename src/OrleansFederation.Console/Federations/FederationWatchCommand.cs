using System.CommandLine;
using OrleansFederation.Cli;
using OrleansFederation.Errors;
using OrleansFederation.Output;
using OrleansFederation.Runs;

namespace OrleansFederation.Federations;

/// <summary>Follows a federation to its end.</summary>
internal sealed class FederationWatchCommand : FedCommand
{
    private readonly Argument<string> _name = new("NAME") { Description = "The federation's name." };

    public FederationWatchCommand()
        : base("watch", "Follows a federation to its end, over the death of the silo that runs it.", "fed federation watch quickstart -o jsonl") => Add(_name);

    /// <inheritdoc/>
    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var (name, terminal) = (context.Get(_name), context.Terminal);
        await using var session = await context.OpenAsync(cancellationToken);
        var client = session.Client;
        var view = await client.GetFederationAsync(name, cancellationToken);
        var rounds = await client.ListRoundsAsync(name, cancellationToken);
        await new RunDisplay(context.Host, terminal).ShowAsync(RunView.Of(view, rounds), client.WatchAsync(name, 0, cancellationToken), cancellationToken);
        view = await client.GetFederationAsync(name, cancellationToken);

        var failure = FederationEnds.FailureOf(view);
        var exitCode = failure is null ? ExitCodes.Ok : Faults.ExitCodeOf([failure]);
        if (terminal.Mode is OutputMode.Jsonl)
        {
            terminal.Stream(EventText.Terminal(view.Name, Figures.Word(view.Status), exitCode));
        }
        else
        {
            terminal.Show(() => FederationTables.Show(view, context.Host.Now), () => JsonForm.Of(view));
        }

        return failure is null ? exitCode : throw new FederationException(failure);
    }
}
