using System.CommandLine;
using System.Text.Json.Nodes;
using OrleansFederation.Cli;
using OrleansFederation.Errors;
using OrleansFederation.Evaluation;
using OrleansFederation.Federations;
using OrleansFederation.Modeling;
using OrleansFederation.Output;
using OrleansFederation.Reports;
using OrleansFederation.Runs;
using OrleansFederation.Specs;

namespace OrleansFederation.CrossValidation;

/// <summary>Cross-validates a spec over the whole federation, beside each site alone, all data pooled, and each site left out.</summary>
internal sealed class EvaluateCommand : FedCommand
{
    private const int MostFolds = 100;
    private const int MostRepeats = 1000;
    private const int MostRounds = 100_000;

    private readonly Argument<string> _spec = new("SPEC") { Description = "A YAML or JSON file, or a shipped spec whose data has no test set of its own.", HelpName = "SPEC" };
    private readonly Option<int> _folds = Number("--folds", "The number of folds.", 2, MostFolds, _ => 5);
    private readonly Option<int> _repeats = Number("--repeats", "How many times the examples are dealt into folds.", 1, MostRepeats, _ => 3);
    private readonly Option<long?> _seed = new("--seed") { Description = "The seed of the folds; that of the spec where it is left out.", HelpName = "SEED" };
    private readonly Option<int> _rounds = Number("--rounds", "The number of rounds, in place of the spec's.", 1, MostRounds, null);
    private readonly Option<string[]> _only = new("--only") { Description = $"Only these columns: {string.Join(", ", ColumnNames.All)}.", HelpName = "COLUMN", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string> _metric = new("--metric") { Description = "The figure to show; AUROC, or RMSE of a regression, where it is left out.", HelpName = "FIGURE" };
    private readonly Option<string> _out = new("--out") { Description = "Write a report with all figures: .html holds all in one, .md has its drawings beside it.", HelpName = "FILE" };

    public EvaluateCommand()
        : base("evaluate", "Cross-validates a federation beside what its sites could do without it.", "fed evaluate heart-disease --folds 5 --repeats 3")
    {
        _spec.CompletionSources.Add([.. ShippedSpecs.Names]);
        _only.AcceptOnlyFromAmong([.. ColumnNames.All]);
        _metric.AcceptOnlyFromAmong([.. Figure.All.Select(figure => figure.Name)]);
        ReportCommand.CheckForm(_out);
        Add(_spec);
        Add(_folds);
        Add(_repeats);
        Add(_seed);
        Add(_rounds);
        Add(_only);
        Add(_metric);
        Add(_out);
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var terminal = context.Terminal;
        var source = SpecSource.Find(context.Get(_spec));
        var (spec, _) = source.Validate();
        spec = context.Get(_rounds) is var rounds and > 0 ? spec with { Rounds = rounds } : spec;
        var asked = (context.Get(_only) ?? []).Select(ColumnNames.Parse).ToArray();
        ValidationOptions options = new(context.Get(_folds), context.Get(_repeats), context.Get(_seed) ?? spec.Seed, [ValidationColumn.Federated]);
        Check(source, spec, options);

        await using var session = await context.OpenAsync(cancellationToken);
        var client = session.Client;
        if (session.Profile is not null)
        {
            await new SiteReadiness(client, context.Host, terminal).WaitAsync(spec, context.ConnectWithin, cancellationToken);
        }

        var choice = ColumnChoice.Of(spec, await client.GetClusterAsync(cancellationToken), asked);
        options = options with { Columns = choice.Columns };
        var runs = ValidationPlan.Of(spec, options);
        FoldProgress progress = new(terminal, runs);
        IReadOnlyList<FoldTest> tests;
        try
        {
            tests = await progress.ShowAsync(finished => new FoldRuns(client).RunAsync(runs, finished, cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            terminal.Say($"Interrupted after {progress.Finished} of {runs.Count} federations. They are kept; continue with the same command.");
            terminal.Stream(EventText.Terminal(spec.Name, "interrupted", ExitCodes.Interrupted));
            return ExitCodes.Interrupted;
        }

        var result = ValidationResult.Of(tests, options);
        Show(terminal, new(spec, options, choice, result, Metric(context, spec), runs.Count - progress.Found, progress.Found), context.Get(_out));
        return ExitCodes.Ok;
    }

    private static void Show(Terminal terminal, ValidationOutcome outcome, string? path)
    {
        var written = path is null ? [] : ReportCommand.Write(path, $"{outcome.Spec.Name}, cross-validated", [.. ValidationReport.Of(outcome)]);
        terminal.Show(() => ValidationTables.Of(outcome), () =>
        {
            var document = ValidationDocument.Of(outcome);
            if (written.Count > 0)
            {
                document["files"] = new JsonArray([.. written.Select(file => (JsonNode)file)]);
            }

            return document;
        });
        if (written.Count > 0)
        {
            terminal.Say($"Written: {string.Join(", ", written)}");
        }

        terminal.Stream(EventText.Terminal(outcome.Spec.Name, "finished", ExitCodes.Ok));
    }

    private Figure Metric(CommandContext context, FederationSpec spec)
    {
        var name = context.Get(_metric) ?? (spec.Model.Loss == LossKind.Mse ? "rootMeanSquaredError" : "auroc");
        return Figure.All.Single(figure => figure.Name == name);
    }

    // What makes every fold impossible is said before anything is started, at its place in the file.
    private static void Check(SpecSource source, FederationSpec spec, ValidationOptions options)
    {
        if (spec.Fold is not null)
        {
            throw new FederationException(source.Locate(FederationErrors.UnsafeCombination.At("fold", "the spec is of one fold already", "Evaluate the spec without fold.")));
        }

        var first = SpecReader.Read(CanonicalJson.Write(ValidationPlan.Of(spec, options with { Repeats = 1 })[0].Spec).Json);
        if (first.Problems.Count > 0)
        {
            throw new FederationException([.. first.Problems.Select(source.Locate)]);
        }
    }

    private static Option<int> Number(string name, string description, int least, int most, Func<System.CommandLine.Parsing.ArgumentResult, int>? standard)
    {
        Option<int> option = new(name) { Description = description, HelpName = "N" };
        if (standard is not null)
        {
            option.DefaultValueFactory = standard;
        }

        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && result.GetValueOrDefault<int>() is var number && (number < least || number > most))
            {
                result.AddError($"{name} takes a whole number from {least} to {most}, not {number}");
            }
        });
        return option;
    }
}
