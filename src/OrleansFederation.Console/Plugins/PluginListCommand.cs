using System.CommandLine;
using OrleansFederation.Cli;
using OrleansFederation.Errors;

namespace OrleansFederation.Plugins;

/// <summary>Lists what may run at this site.</summary>
internal sealed class PluginListCommand : FedCommand
{
    private readonly Option<string?> _approvals = ApprovalsOption.Make();

    public PluginListCommand() : base("list", "Lists the plugins that may run at this site.", "fed plugin list") => Add(_approvals);

    /// <inheritdoc/>
    public override Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var approvals = ApprovalsOption.File(context, _approvals).Read();
        context.Terminal.List("plugins", [.. approvals.Select(PluginTables.View)], () => PluginTables.List(approvals), "No plugin may run here. Approve one: fed plugin approve PATH --kind KIND");
        return Task.FromResult(ExitCodes.Ok);
    }
}
