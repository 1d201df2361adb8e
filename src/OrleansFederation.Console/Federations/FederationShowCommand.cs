using System.CommandLine;
using System.Text.Json.Nodes;
using OrleansFederation.Cli;
using OrleansFederation.Errors;
using OrleansFederation.Output;
using OrleansFederation.Rounds;

namespace OrleansFederation.Federations;

/// <summary>Shows one federation.</summary>
internal sealed class FederationShowCommand : FedCommand
{
    private readonly Argument<string> _name = new("NAME") { Description = "The federation's name." };

    public FederationShowCommand() : base("show", "Shows a federation.", "fed federation show quickstart") => Add(_name);

    /// <inheritdoc/>
    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        await using var session = await context.OpenAsync(cancellationToken);
        var federation = await session.Client.GetFederationAsync(context.Get(_name), cancellationToken);
        var last = federation.Round > 0 ? await session.Client.FindRoundAsync(federation.Name, federation.Round, cancellationToken) : null;
        context.Terminal.Show(() => FederationTables.Show(federation, last, context.Host.Now), () => Document(federation, last));
        return ExitCodes.Ok;
    }

    private static JsonObject Document(FederationView federation, RoundReport? last)
    {
        var document = JsonForm.Of(federation);
        if (last is not null)
        {
            document["figures"] = new JsonObject
            {
                ["central"] = JsonForm.Node(last.Central),
                ["federated"] = JsonForm.Node(last.Federated),
                ["sites"] = new JsonArray([.. last.Sites.Select(site => (JsonNode)JsonForm.Of(site))]),
                ["siteMean"] = JsonForm.Node(last.SiteMean),
                ["spread"] = JsonForm.Node(last.Spread),
                ["sharedSpread"] = JsonForm.Node(last.SharedSpread),
            };
        }

        return document;
    }
}
