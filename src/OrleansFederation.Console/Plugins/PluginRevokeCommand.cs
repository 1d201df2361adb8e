using System.CommandLine;
using System.Text.Json.Nodes;
using OrleansFederation.Cli;
using OrleansFederation.Errors;
using OrleansFederation.Output;

namespace OrleansFederation.Plugins;

/// <summary>Lets a plugin run no more at this site.</summary>
internal sealed class PluginRevokeCommand : FedCommand
{
    private readonly Argument<string> _digest = new("DIGEST") { Description = "The plugin's digest, as `fed plugin list` shows it.", HelpName = "DIGEST" };
    private readonly Option<string?> _approvals = ApprovalsOption.Make();

    public PluginRevokeCommand() : base("revoke", "Lets a plugin run no more at this site, from the next task on.", "fed plugin revoke sha256:…")
    {
        Add(_digest);
        Add(_approvals);
    }

    /// <inheritdoc/>
    public override Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var (digest, file) = (context.Get(_digest), ApprovalsOption.File(context, _approvals));
        if (!file.Revoke(digest))
        {
            throw FederationErrors.PluginNotApproved.Exception(file.Location, $"nothing approves the digest {digest}", "See with `fed plugin list` what is approved.");
        }

        context.Terminal.Show(() => Block.Of(Line.Of($"{digest} runs here no more")), () => new JsonObject { ["revoked"] = digest });
        return Task.FromResult(ExitCodes.Ok);
    }
}
