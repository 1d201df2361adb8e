using System.CommandLine;
using OrleansFederation.Cli;
using OrleansFederation.Errors;

namespace OrleansFederation.Registry;

/// <summary>Lists every change of a model's aliases.</summary>
internal sealed class AliasHistoryCommand : FedCommand
{
    private readonly Argument<string> _model = new("MODEL") { Description = "The model's name." };

    public AliasHistoryCommand() : base("history", "Lists every change of a model's aliases.", "fed model alias history digits") => Add(_model);

    /// <inheritdoc/>
    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        await using var session = await context.OpenAsync(cancellationToken);
        var name = context.Get(_model);
        var changes = await session.Client.GetAliasHistoryAsync(name, cancellationToken);
        context.Terminal.List("changes", changes, () => ModelTables.History(changes),
            $"{name} never had an alias. Set one: fed model alias set {name} production v1");
        return ExitCodes.Ok;
    }
}
