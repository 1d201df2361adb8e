using OrleansFederation.Cli;
using OrleansFederation.Errors;
using OrleansFederation.Evaluation;
using OrleansFederation.Federations;
using OrleansFederation.Output;
using OrleansFederation.Runs;
using OrleansFederation.Specs;

namespace OrleansFederation.Variants;

/// <summary>Runs a spec in variants and shows them beside each other.</summary>
/// <param name="context">The command's context.</param>
/// <param name="given">The spec as it was named.</param>
internal sealed class ComparedRun(CommandContext context, string given)
{
    /// <summary>Runs the variants.</summary>
    /// <param name="compare">What varies, as written.</param>
    /// <param name="seeds">The seeds, as written; null for the spec's.</param>
    /// <param name="chart">Where the chart is written; null for beside, under the federation's name.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(IReadOnlyList<string> compare, string? seeds, string? chart, CancellationToken cancellationToken)
    {
        var terminal = context.Terminal;
        var source = SpecSource.Find(given);
        var runs = VariantPlan.Of(source, [.. compare.Select(VariantText.Read)], seeds);
        var federation = runs[0].Base;

        await using var session = await context.OpenAsync(cancellationToken);
        if (session.Profile is not null)
        {
            await new SiteReadiness(session.Client, context.Host, terminal).WaitAsync(runs[0].Spec, context.ConnectWithin, cancellationToken);
        }

        VariantRuns work = new(session.Client, context.Host, terminal);
        try
        {
            await work.RunAsync(runs, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            terminal.Say($"Interrupted after {work.Trials.Count} of {runs.Count} federations. What is committed is kept; continue with the same command.");
            terminal.Stream(EventText.Terminal(federation, "interrupted", ExitCodes.Interrupted));
            return ExitCodes.Interrupted;
        }

        var result = VariantResult.Of(federation, Headline.Of(SpecFacts.Of(CanonicalJson.Write(runs[0].Spec))), work.Trials);
        return Show(result, chart ?? $"{federation}-compare.svg");
    }

    private int Show(VariantResult result, string chart)
    {
        var terminal = context.Terminal;
        var drawn = result.Variants.Any(variant => variant.Course.Count > 0);
        if (drawn)
        {
            OutputFile.Write(chart, VariantChart.Draw(result));
        }

        terminal.Say("");
        terminal.Show(() => VariantTables.Of(result), () =>
        {
            var document = VariantDocument.Of(result);
            document["chart"] = drawn ? chart : null;
            return document;
        });
        if (drawn)
        {
            terminal.Say($"Written: {chart}");
        }

        var exitCode = result.Failure is null ? ExitCodes.Ok : ExitCodes.NotMet;
        terminal.Stream(EventText.Terminal(result.Federation, result.Failure is null ? "finished" : "failed", exitCode));
        return exitCode;
    }
}
