using System.CommandLine;
using OrleansFederation.Cli;
using OrleansFederation.Errors;

namespace OrleansFederation.Grants;

/// <summary>Lists the grants on a model.</summary>
internal sealed class GrantListCommand : FedCommand
{
    private readonly Argument<string> _model = new("MODEL") { Description = "The model's name." };

    public GrantListCommand() : base("list", "Lists the grants on a model.", "fed grant list digits") => Add(_model);

    /// <inheritdoc/>
    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        await using var session = await context.OpenAsync(cancellationToken);
        var name = context.Get(_model);
        var grants = await session.Client.ListGrantsAsync(name, cancellationToken);
        context.Terminal.List("grants", grants, () => GrantTables.List(grants, context.Host.Now),
            $"Nobody but the owner may use {name}. Give a grant: fed grant give {name} --to NAME --can infer");
        return ExitCodes.Ok;
    }
}
