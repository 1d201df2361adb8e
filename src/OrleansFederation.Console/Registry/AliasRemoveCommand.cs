using System.CommandLine;
using OrleansFederation.Cli;
using OrleansFederation.Errors;
using OrleansFederation.Output;

namespace OrleansFederation.Registry;

/// <summary>Removes an alias; its history stays.</summary>
internal sealed class AliasRemoveCommand : FedCommand
{
    private readonly Argument<string> _model = new("MODEL") { Description = "The model's name." };
    private readonly Argument<string> _alias = new("ALIAS") { Description = "The alias." };

    public AliasRemoveCommand() : base("remove", "Removes an alias; its history stays.", "fed model alias remove digits production")
    {
        Add(_model);
        Add(_alias);
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        await using var session = await context.OpenAsync(cancellationToken);
        var view = await session.Client.SetAliasAsync(context.Get(_model), context.Get(_alias), null, cancellationToken);
        context.Terminal.Show(() => ModelTables.List([view], context.Host.Now), () => JsonForm.Of(view));
        return ExitCodes.Ok;
    }
}
