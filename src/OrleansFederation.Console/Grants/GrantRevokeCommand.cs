using System.CommandLine;
using System.Text.Json.Nodes;
using OrleansFederation.Cli;
using OrleansFederation.Errors;
using OrleansFederation.Output;

namespace OrleansFederation.Grants;

/// <summary>Revokes a grant.</summary>
internal sealed class GrantRevokeCommand : FedCommand
{
    private readonly Argument<string> _model = new("MODEL") { Description = "The model's name." };
    private readonly Option<string> _from = new("--from", "--to") { Description = "Who holds it.", HelpName = "NAME", Required = true };

    public GrantRevokeCommand() : base("revoke", "Takes a grant back, at once.", "fed grant revoke digits --from alice")
    {
        Add(_model);
        Add(_from);
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        await using var session = await context.OpenAsync(cancellationToken);
        var (name, holder) = (context.Get(_model), context.Get(_from)!);
        await session.Client.RevokeGrantAsync(name, holder, cancellationToken);
        context.Terminal.Show(
            () => Block.Of(Line.Of($"{holder} holds no grant on {name} any more.")),
            () => new JsonObject { ["model"] = name, ["principal"] = holder, ["revoked"] = true });
        return ExitCodes.Ok;
    }
}
