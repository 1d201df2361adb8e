using System.CommandLine;
using System.Text.Json.Nodes;
using OrleansFederation.Aggregation;
using OrleansFederation.Attacks;
using OrleansFederation.Cli;
using OrleansFederation.Defence;
using OrleansFederation.Errors;
using OrleansFederation.Output;
using OrleansFederation.Rounds;

namespace OrleansFederation.Specs;

/// <summary>Checks a spec without running it.</summary>
internal sealed class SpecCheckCommand : FedCommand
{
    private readonly Argument<string> _spec = new("SPEC")
    {
        Description = $"A YAML or JSON file, or a shipped spec: {string.Join(", ", ShippedSpecs.Names)}.",
        HelpName = "SPEC",
    };

    public SpecCheckCommand() : base("check", "Checks a spec without running it, and names every problem.", "fed spec check my-federation.yaml") => Add(_spec);

    /// <inheritdoc/>
    public override Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var (checkedSpec, document) = SpecSource.Find(context.Get(_spec)).Validate();
        context.Terminal.Show(
            () => Listing.Facts(
                ("federation", new Cell(checkedSpec.Name, Palette.Strong)),
                ("model", checkedSpec.Model.Name),
                ("rounds", Figures.Count(checkedSpec.Rounds)),
                ("aggregation", ToleranceText.Of(checkedSpec)),
                ("defence", DefenceText.Of(checkedSpec)),
                ("selection", SelectionText.Selection(checkedSpec) is { } selection ? new Cell(selection) : null),
                ("local work", SelectionText.Budget(checkedSpec) is { } budget ? new Cell(budget) : null),
                ("attack", AttackText.Of(checkedSpec) is { } attack ? new Cell(attack, Palette.Warning) : null),
                ("digest", document.Digest),
                ("verdict", new Cell("sound", Palette.Good))),
            () => new JsonObject
            {
                ["federation"] = checkedSpec.Name,
                ["status"] = "ok",
                ["digest"] = document.Digest,
                ["aggregation"] = ToleranceText.Of(checkedSpec),
                ["spec"] = JsonNode.Parse(document.Json),
            });
        return Task.FromResult(ExitCodes.Ok);
    }
}
