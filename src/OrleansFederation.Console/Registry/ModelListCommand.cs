using OrleansFederation.Cli;
using OrleansFederation.Errors;

namespace OrleansFederation.Registry;

/// <summary>Lists models.</summary>
internal sealed class ModelListCommand() : FedCommand("list", "Lists the models that you may know of.", "fed model list")
{
    /// <inheritdoc/>
    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        await using var session = await context.OpenAsync(cancellationToken);
        var models = await session.Client.ListModelsAsync(cancellationToken);
        context.Terminal.List("models", models, () => ModelTables.List(models, context.Host.Now),
            $"There is no model that {session.Client.Principal} may know of. A federation publishes one: fed run quickstart");
        return ExitCodes.Ok;
    }
}
