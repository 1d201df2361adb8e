using System.CommandLine;
using System.Text.Json.Nodes;
using OrleansFederation.Cli;
using OrleansFederation.Errors;
using OrleansFederation.Output;

namespace OrleansFederation.Identity;

/// <summary>Revokes a token, or all that somebody has.</summary>
internal sealed class TokenRevokeCommand : FedCommand
{
    private readonly Option<string?> _name = new("--name") { Description = "Whose tokens, all that were issued until now.", HelpName = "NAME" };
    private readonly Option<string?> _id = new("--id") { Description = "One token, by its id (jti).", HelpName = "ID" };

    public TokenRevokeCommand() : base("revoke", "Refuses tokens, at once.", "fed token revoke --name alice")
    {
        Add(_name);
        Add(_id);
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var (name, id) = (context.Get(_name), context.Get(_id));
        if (name is null == id is null)
        {
            throw FederationErrors.Usage.Exception("fed token revoke", "give either --name or --id", "`fed token show TOKEN` prints a token's id.");
        }

        await using var session = await context.OpenAsync(cancellationToken);
        await (name is not null ? session.Client.RevokePrincipalAsync(name, cancellationToken) : session.Client.RevokeTokenAsync(id!, cancellationToken));
        context.Terminal.Show(
            () => Block.Of(Line.Of(name is not null ? $"The tokens that {name} was issued until now are refused." : $"The token {id} is refused.")),
            () => new JsonObject { ["name"] = name, ["id"] = id, ["revoked"] = true });
        return ExitCodes.Ok;
    }
}
