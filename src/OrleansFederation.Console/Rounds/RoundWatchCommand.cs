using System.CommandLine;
using OrleansFederation.Cli;
using OrleansFederation.Errors;
using OrleansFederation.Output;
using OrleansFederation.Runs;

namespace OrleansFederation.Rounds;

/// <summary>Follows one round to its end.</summary>
internal sealed class RoundWatchCommand : FedCommand
{
    private readonly Argument<string> _federation = new("FEDERATION") { Description = "The federation's name." };
    private readonly Argument<int?> _number = new("ROUND")
    {
        Description = "The round's number; without it the round in progress, or the last one.",
        Arity = ArgumentArity.ZeroOrOne,
        HelpName = "ROUND",
    };

    public RoundWatchCommand()
        : base("watch", "Follows a round to its end, over the death of the silo that runs it.", "fed round watch quickstart 3")
    {
        Add(_federation);
        Add(_number);
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var terminal = context.Terminal;
        await using var session = await context.OpenAsync(cancellationToken);
        var client = session.Client;
        var view = await client.GetFederationAsync(context.Get(_federation), cancellationToken);
        var number = context.Parse.GetValue(_number) ?? RoundEnds.Next(view);
        var report = await client.FindRoundAsync(view.Name, number, cancellationToken);
        if (!RoundEnds.IsOver(report, view))
        {
            RoundEnds.RequireToCome(report, view, number);
            var rounds = await client.ListRoundsAsync(view.Name, cancellationToken);
            var start = RunView.Of(view, rounds);
            await new RunDisplay(context.Host, terminal).ShowAsync(
                report is null ? start : start.With(report), client.WatchRoundAsync(view.Name, number, cancellationToken), cancellationToken);
        }

        report = await client.GetRoundAsync(view.Name, number, cancellationToken);
        var failure = RoundEnds.FailureOf(report, view.Name);
        var exitCode = failure is null ? ExitCodes.Ok : Faults.ExitCodeOf([failure]);
        if (terminal.Mode is OutputMode.Jsonl)
        {
            terminal.Stream(EventText.Terminal(view.Name, Figures.Word(report.Phase), exitCode, number));
        }
        else
        {
            terminal.Show(() => RoundTables.Show(report, context.Host.Now), () => JsonForm.Of(report));
        }

        return failure is null ? exitCode : throw new FederationException(failure);
    }
}
