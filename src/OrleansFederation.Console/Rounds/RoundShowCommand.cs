using System.CommandLine;
using OrleansFederation.Cli;
using OrleansFederation.Errors;
using OrleansFederation.Output;

namespace OrleansFederation.Rounds;

/// <summary>Shows one round and its clients.</summary>
internal sealed class RoundShowCommand : FedCommand
{
    private readonly Argument<string> _federation = new("FEDERATION") { Description = "The federation's name." };
    private readonly Argument<int> _number = new("ROUND") { Description = "The round's number, from 1." };

    public RoundShowCommand() : base("show", "Shows a round and its clients.", "fed round show quickstart 3")
    {
        Add(_federation);
        Add(_number);
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        await using var session = await context.OpenAsync(cancellationToken);
        var name = (await session.Client.GetFederationAsync(context.Get(_federation), cancellationToken)).Name;
        var round = await session.Client.GetRoundAsync(name, context.Get(_number), cancellationToken);
        context.Terminal.Show(() => RoundTables.Show(round, context.Host.Now), () => JsonForm.Of(round));
        return ExitCodes.Ok;
    }
}
