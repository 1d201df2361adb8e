using System.CommandLine;
using OrleansFederation.Aggregation;
using OrleansFederation.Attacks;
using OrleansFederation.Cli;
using OrleansFederation.Defence;
using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Output;
using OrleansFederation.Rounds;
using OrleansFederation.Specs;
using OrleansFederation.Variants;

namespace OrleansFederation.Runs;

/// <summary>Runs a spec: starts its federation, continues it, or shows its result.</summary>
internal sealed class RunCommand : FedCommand
{
    private readonly Argument<string> _spec = new("SPEC")
    {
        Description = $"A YAML or JSON file, or a shipped spec: {string.Join(", ", ShippedSpecs.Names)}.",
        HelpName = "SPEC",
    };

    private readonly Option<string[]> _compare = new("--compare") { Description = "Run variants: values of aggregation, or KEY=VALUE,VALUE of any key. Given again, every combination.", HelpName = "VALUES" };
    private readonly Option<string> _seeds = new("--seeds") { Description = "How often each variant is run with seeds from the spec's on, or with which: 3, or 1,7,9.", HelpName = "SEEDS" };
    private readonly Option<string> _chart = new("--chart") { Description = "Where the variants' chart is written, NAME-compare.svg where it is left out.", HelpName = "FILE" };

    public RunCommand() : base("run", "Runs a federation, continues it, or shows its result.", "fed run quickstart")
    {
        _spec.CompletionSources.Add([.. ShippedSpecs.Names]);
        Add(_spec);
        Add(_compare);
        Add(_seeds);
        Add(_chart);
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var given = context.Get(_spec);
        if (context.Get(_compare) is { Length: > 0 } compare)
        {
            return await new ComparedRun(context, given).RunAsync(compare, context.Get(_seeds), context.Get(_chart), cancellationToken);
        }

        if ((context.Get(_seeds) is not null ? "--seeds" : context.Get(_chart) is not null ? "--chart" : null) is { } alone)
        {
            throw FederationErrors.Usage.Exception(alone, $"{alone} is for variants, and there is no --compare", "Give --compare fedavg,median, or another key's values.");
        }

        var source = SpecSource.Find(given);
        var (spec, document) = source.Validate();
        var terminal = context.Terminal;
        var display = new RunDisplay(context.Host, terminal);

        await using var session = await context.OpenAsync(cancellationToken);
        var client = session.Client;
        if (session.Profile is not null)
        {
            await new SiteReadiness(client, context.Host, terminal).WaitAsync(spec, context.ConnectWithin, cancellationToken);
        }

        var view = await StartAsync(client, source, document.Json, cancellationToken);
        if (SpecFacts.Of(view.Spec).Description is { Length: > 0 } description)
        {
            terminal.Say(new Block(width => Paragraph.Lines(description, Math.Min(width, Paragraph.ReadingWidth)).Select(line => Line.Of(line, Palette.Quiet))));
        }

        var wasFinished = view.Status is FederationStatus.Finished;
        try
        {
            view = await FollowAsync(client, display, terminal, spec, view, cancellationToken);
            if (view.Status is FederationStatus.Finished
                && SpecFacts.Of(view.Spec).HasBaselines)
            {
                await new Baselines(client, context.Host, terminal).FollowAsync(view, !wasFinished, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return await InterruptedAsync(client, terminal, view, $"{FedRoot.Program} run {given}{context.Settings.Repeat}");
        }

        return await EndAsync(context, client, view, cancellationToken);
    }

    private static async Task<FederationView> StartAsync(
        FederationClient client, SpecSource source, string json, CancellationToken cancellationToken)
    {
        var started = await client.StartAsync(json, cancellationToken);
        return started.Problems.Count == 0 && started.Federation is { } view
            ? view
            : throw new FederationException([.. started.Problems.Select(source.Locate)]);
    }

    private static async Task<FederationView> FollowAsync(
        FederationClient client, RunDisplay display, Terminal terminal, FederationSpec spec, FederationView view, CancellationToken cancellationToken)
    {
        if (view.Status is FederationStatus.Finished)
        {
            terminal.Say($"{view.Name} is finished already; this is its result.");
            return view;
        }

        terminal.Say($"Aggregation: {ToleranceText.Of(spec)}");
        if (DefenceText.Of(spec) is { } defence)
        {
            terminal.Say($"Defence: {defence}");
        }

        if (SelectionText.Selection(spec) is { } selection)
        {
            terminal.Say($"Selection: {selection}");
        }

        if (SelectionText.Budget(spec) is { } budget)
        {
            terminal.Say($"Local work: {budget}");
        }

        if (AttackText.Of(spec) is { } attack)
        {
            terminal.Say($"Attack: {attack}");
        }

        if (view.Round > 0)
        {
            terminal.Say($"{view.Name} continues after round {view.Round} of {view.Rounds}.");
        }

        var rounds = await client.ListRoundsAsync(view.Name, cancellationToken);
        await display.ShowAsync(RunView.Of(view, rounds), client.WatchAsync(view.Name, 0, cancellationToken), cancellationToken);
        return await client.GetFederationAsync(view.Name, cancellationToken);
    }

    private static async Task<int> InterruptedAsync(FederationClient client, Terminal terminal, FederationView view, string command)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(5), TimeProvider.System);
        var now = await client.FindFederationAsync(view.Name, bound.Token) ?? view;
        terminal.Say($"Interrupted {(now.Round == 0 ? "before the first round was committed" : $"after round {now.Round} of {now.Rounds}")}. What is committed is kept; continue with: {command}");
        terminal.Stream(EventText.Terminal(view.Name, "interrupted", ExitCodes.Interrupted));
        return ExitCodes.Interrupted;
    }

    private static async Task<int> EndAsync(CommandContext context, FederationClient client, FederationView view, CancellationToken cancellationToken)
    {
        var failure = FederationEnds.FailureOf(view);
        var exitCode = failure is null ? ExitCodes.Ok : Faults.ExitCodeOf([failure]);
        switch (context.Settings.Output)
        {
            case OutputMode.Text when exitCode == ExitCodes.Ok:
                var summary = RunSummary.Of(
                    await RunResults.GatherAsync(client, view, withExtras: true, cancellationToken), new Hints(context.Settings.Repeat, context.Host.Program));
                context.Terminal.Say("");
                context.Terminal.Out.Write(summary);
                break;
            case OutputMode.Json:
                var result = await RunResults.GatherAsync(client, view, withExtras: false, cancellationToken);
                context.Terminal.Write(RunDocument.Of(result));
                break;
            case OutputMode.Jsonl:
                context.Terminal.Stream(EventText.Terminal(view.Name, Figures.Word(view.Status), exitCode));
                break;
        }

        return failure is null ? exitCode : throw new FederationException(failure);
    }
}
