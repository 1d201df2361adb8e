using System.CommandLine;
using OrleansFederation.Cli;
using OrleansFederation.Errors;
using OrleansFederation.Output;

namespace OrleansFederation.Rounds;

/// <summary>Computes a round again from its record and compares.</summary>
internal sealed class RoundReplayCommand : FedCommand
{
    private readonly Argument<string> _federation = new("FEDERATION") { Description = "The federation's name." };
    private readonly Argument<int> _number = new("ROUND") { Description = "The round's number, from 1." };

    public RoundReplayCommand() : base("replay", "Computes a committed round again from its record, and compares every update and the version.", "fed round replay quickstart 3")
    {
        Add(_federation);
        Add(_number);
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        await using var session = await context.OpenAsync(cancellationToken);
        var name = (await session.Client.GetFederationAsync(context.Get(_federation), cancellationToken)).Name;
        var replay = await session.Client.ReplayAsync(name, context.Get(_number), cancellationToken);
        context.Terminal.Show(() => RoundTables.Replay(replay), () => JsonForm.Of(replay));
        if (replay.IsSame)
        {
            return ExitCodes.Ok;
        }

        if (replay.Clients.Select(client => client.Failure).FirstOrDefault(failure => failure is not null) is { } failed)
        {
            // Who could not train again has shown nothing about the round.
            throw new FederationException(failed);
        }

        var different = replay.Clients.Where(client => client.Recorded != client.Replayed).Select(client => client.Client).ToArray();
        throw FederationErrors.ReplayDiffers.Exception(
            $"{name} round {replay.Round}",
            different.Length > 0 ? $"updates of {string.Join(", ", different.Take(10))} differ" : !replay.SameCohort ? "another cohort is recorded than the seed selects" : replay.SameClusters ? "the version's parameters differ" : "a client comes to another cluster than is recorded");
    }
}
