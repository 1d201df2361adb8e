using System.CommandLine;
using OrleansFederation.Cli;
using OrleansFederation.Errors;
using OrleansFederation.Output;

namespace OrleansFederation.Federations;

/// <summary>Stops a federation.</summary>
internal sealed class FederationStopCommand : FedCommand
{
    private readonly Argument<string> _name = new("NAME") { Description = "The federation's name." };

    public FederationStopCommand()
        : base("stop", "Stops a federation; committed rounds stay, and running its spec again continues.", "fed federation stop quickstart") => Add(_name);

    /// <inheritdoc/>
    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        await using var session = await context.OpenAsync(cancellationToken);
        var federation = await session.Client.StopAsync(context.Get(_name), cancellationToken);
        context.Terminal.Show(() => FederationTables.Show(federation, context.Host.Now), () => JsonForm.Of(federation));
        context.Terminal.Say(federation.Status is FederationStatus.Stopped
            ? "Run its spec again to continue it."
            : $"There was nothing to stop: it is {Figures.Word(federation.Status)}.");
        return ExitCodes.Ok;
    }
}
