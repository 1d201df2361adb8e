using System.CommandLine;
using OrleansFederation.Cli;
using OrleansFederation.Errors;
using OrleansFederation.Output;

namespace OrleansFederation.Registry;

/// <summary>Points an alias at a version.</summary>
internal sealed class AliasSetCommand : FedCommand
{
    private readonly Argument<string> _model = new("MODEL") { Description = "The model's name." };
    private readonly Argument<string> _alias = new("ALIAS") { Description = "The alias, for example production." };
    private readonly Argument<string> _version = new("VERSION") { Description = "The version: v12, 12, or another alias." };

    public AliasSetCommand() : base("set", "Points an alias at a version.", "fed model alias set digits production v10")
    {
        Add(_model);
        Add(_alias);
        Add(_version);
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        await using var session = await context.OpenAsync(cancellationToken);
        var name = context.Get(_model);
        var number = await session.Client.ResolveAsync(name, context.Get(_version), cancellationToken);
        var view = await session.Client.SetAliasAsync(name, context.Get(_alias), number, cancellationToken);
        context.Terminal.Show(() => ModelTables.List([view], context.Host.Now), () => JsonForm.Of(view));
        return ExitCodes.Ok;
    }
}
