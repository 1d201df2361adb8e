using System.CommandLine;
using System.Text.Json.Nodes;
using OrleansFederation.Cli;
using OrleansFederation.Errors;
using OrleansFederation.Output;
using OrleansFederation.Storage;

namespace OrleansFederation.Silos;

/// <summary>Brings the schema of a cluster's database up to date.</summary>
internal sealed class SiloMigrateCommand : FedCommand
{
    private readonly Option<string?> _siteRole = new("--site-role")
    {
        Description = "A database role to grant what a site's silo needs: membership and reminders.",
        HelpName = "ROLE",
    };

    public SiloMigrateCommand()
        : base("migrate", "Brings the database's schema up to date; safe to run at any time, by several at once.", "fed silo migrate --postgres \"Host=…\" --site-role fed_site") => Add(_siteRole);

    /// <inheritdoc/>
    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var postgres = context.Settings.Postgres
            ?? throw FederationErrors.Usage.Exception("--postgres", "no database is named", "Give --postgres \"Host=…;Database=…;Username=…\" or set FED_POSTGRES.");
        var result = await FederationStorage.MigrateAsync(postgres, context.Get(_siteRole), context.Host.Clock, cancellationToken);
        context.Terminal.Show(
            () => Block.Of(Line.Of(result.Before == result.After ? $"{result.Place}: schema {result.After}, nothing to do" : $"{result.Place}: schema {result.Before} → {result.After}")),
            () => new JsonObject { ["place"] = result.Place, ["before"] = result.Before, ["after"] = result.After });
        return ExitCodes.Ok;
    }
}
