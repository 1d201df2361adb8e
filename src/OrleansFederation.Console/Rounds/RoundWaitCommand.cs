using System.CommandLine;
using OrleansFederation.Cli;
using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Output;

namespace OrleansFederation.Rounds;

/// <summary>Waits until a round is where somebody wants it.</summary>
internal sealed class RoundWaitCommand : FedCommand
{
    private const string Opened = "opened";
    private const string Committed = "committed";
    private const string Over = "over";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly Argument<string> _federation = new("FEDERATION") { Description = "The federation's name." };
    private readonly Argument<int> _number = new("ROUND") { Description = "The round's number, from 1." };
    private readonly Option<string> _for = new("--for") { Description = "What to wait for: opened, committed, or over, however it ends.", DefaultValueFactory = _ => Committed };
    private readonly Option<string> _timeout = Duration.Option("--timeout", "How long to wait.", "10m");

    public RoundWaitCommand()
        : base("wait", "Waits for a round; exit code 7 where what was waited for did not come.", "fed round wait quickstart 3 --for committed --timeout 10m")
    {
        _for.AcceptOnlyFromAmong(Opened, Committed, Over);
        Add(_federation);
        Add(_number);
        Add(_for);
        Add(_timeout);
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var (name, number, wanted) = (context.Get(_federation), context.Get(_number), context.Get(_for)!);
        var (place, timeout) = ($"round {number} of {name}", Duration.Read(context.Get(_timeout)!)!.Value);
        await using var session = await context.OpenAsync(cancellationToken);
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var timer = context.Host.Clock.CreateTimer(static state => ((CancellationTokenSource)state!).Cancel(), bound, timeout, Timeout.InfiniteTimeSpan);
        try
        {
            var report = await WaitAsync(session.Client, name, number, wanted, context.Host.Clock, bound.Token);
            context.Terminal.Show(() => RoundTables.Show(report, context.Host.Now), () => JsonForm.Of(report));
            return ExitCodes.Ok;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw FederationErrors.ConditionNotMet.Exception(place, $"it was not {wanted} within {Figures.Seconds(timeout.TotalSeconds)}");
        }
    }

    private static async Task<RoundReport> WaitAsync(
        FederationClient client, string name, int number, string wanted, TimeProvider clock, CancellationToken cancellationToken)
    {
        while (true)
        {
            var view = await client.GetFederationAsync(name, cancellationToken);
            var report = await client.FindRoundAsync(name, number, cancellationToken);
            if (report is not null && IsMet(report, view, wanted))
            {
                return report;
            }

            if (RoundEnds.IsOver(report, view) || view.Status is not FederationStatus.Running)
            {
                throw FederationErrors.ConditionNotMet.Exception(
                    $"round {number} of {name}", report is null ? $"it was never opened, and the federation is {Figures.Word(view.Status)}" : $"it is {Figures.Word(report.Phase)}", report?.Failure?.Remedy);
            }

            RoundEnds.RequireToCome(report, view, number);
            await foreach (var happened in client.WatchRoundAsync(name, number, cancellationToken))
            {
                if (wanted == Opened && happened.Kind is FederationEventKind.RoundOpened)
                {
                    break;
                }
            }

            await Task.Delay(Pause, clock, cancellationToken);
        }
    }

    private static bool IsMet(RoundReport round, FederationView federation, string wanted) => wanted switch
    {
        Opened => true,
        Committed => round.Phase is RoundPhase.Committed,
        _ => RoundEnds.IsOver(round, federation),
    };
}
