using System.CommandLine;
using OrleansFederation.Cli;
using OrleansFederation.Errors;
using OrleansFederation.Output;

namespace OrleansFederation.Registry;

/// <summary>Makes a model public, or not.</summary>
internal sealed class ModelPublicCommand : FedCommand
{
    private readonly Argument<string> _model = new("MODEL") { Description = "The model's name." };
    private readonly Argument<string> _state = new("on|off") { Description = "Whether everybody may infer, download and see lineage." };

    public ModelPublicCommand() : base("public", "Makes a model public, or not.", "fed model public digits on")
    {
        _state.AcceptOnlyFromAmong("on", "off");
        Add(_model);
        Add(_state);
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        await using var session = await context.OpenAsync(cancellationToken);
        var view = await session.Client.SetPublicAsync(context.Get(_model), context.Get(_state) == "on", cancellationToken);
        context.Terminal.Show(() => ModelTables.List([view], context.Host.Now), () => JsonForm.Of(view));
        return ExitCodes.Ok;
    }
}
