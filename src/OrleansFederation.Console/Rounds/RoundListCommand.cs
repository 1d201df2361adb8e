using System.CommandLine;
using OrleansFederation.Cli;
using OrleansFederation.Errors;

namespace OrleansFederation.Rounds;

/// <summary>Lists the rounds of a federation.</summary>
internal sealed class RoundListCommand : FedCommand
{
    private readonly Argument<string> _federation = new("FEDERATION") { Description = "The federation's name." };

    public RoundListCommand() : base("list", "Lists the rounds of a federation.", "fed round list quickstart") => Add(_federation);

    /// <inheritdoc/>
    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        await using var session = await context.OpenAsync(cancellationToken);
        var name = (await session.Client.GetFederationAsync(context.Get(_federation), cancellationToken)).Name;
        var rounds = await session.Client.ListRoundsAsync(name, cancellationToken);
        context.Terminal.List("rounds", rounds, () => RoundTables.List(rounds), $"{name} has no round yet. See what it does: fed federation show {name}");
        return ExitCodes.Ok;
    }
}
