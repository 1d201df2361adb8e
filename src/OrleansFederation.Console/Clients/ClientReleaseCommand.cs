using System.CommandLine;
using OrleansFederation.Cli;
using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Output;

namespace OrleansFederation.Clients;

/// <summary>Lifts a client's quarantine.</summary>
internal sealed class ClientReleaseCommand : FedCommand
{
    private readonly Argument<string> _client = new("CLIENT") { Description = "The client's id." };
    private readonly Option<string?> _federation = new("--federation") { Description = "The federation that does not select it; the one that enrolled it by default.", HelpName = "NAME" };

    public ClientReleaseCommand() : base("release", "Lets a client that was flagged too often be selected again, from the next round on.", "fed client release quickstart.0")
    {
        Add(_client);
        Add(_federation);
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        await using var session = await context.OpenAsync(cancellationToken);
        var client = context.Get(_client);
        var federation = context.Get(_federation) ?? (await session.Client.GetClientAsync(client, cancellationToken)).Federation;
        var view = await session.Client.ReleaseAsync(federation, client, cancellationToken);
        context.Terminal.Show(() => FederationTables.Show(view, context.Host.Now), () => JsonForm.Of(view));
        context.Terminal.Say($"{client} may be selected again in {federation}, from the next round on.");
        return ExitCodes.Ok;
    }
}
