using System.CommandLine;
using OrleansFederation.Cli;
using OrleansFederation.Errors;
using OrleansFederation.Output;

namespace OrleansFederation.Clients;

/// <summary>Shows one client.</summary>
internal sealed class ClientShowCommand : FedCommand
{
    private readonly Argument<string> _client = new("CLIENT") { Description = "The client's id." };

    public ClientShowCommand() : base("show", "Shows a client.", "fed client show quickstart.000") => Add(_client);

    /// <inheritdoc/>
    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        await using var session = await context.OpenAsync(cancellationToken);
        var view = await session.Client.GetClientAsync(context.Get(_client), cancellationToken);
        context.Terminal.Show(() => ClientTables.Show(view, context.Host.Now), () => JsonForm.Of(view));
        return ExitCodes.Ok;
    }
}
