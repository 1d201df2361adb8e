using System.CommandLine;
using OrleansFederation.Cli;
using OrleansFederation.Errors;
using OrleansFederation.Output;

namespace OrleansFederation.Federations;

/// <summary>Shows one federation.</summary>
internal sealed class FederationShowCommand : FedCommand
{
    private readonly Argument<string> _name = new("NAME") { Description = "The federation's name." };

    public FederationShowCommand() : base("show", "Shows a federation.", "fed federation show quickstart") => Add(_name);

    /// <inheritdoc/>
    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        await using var session = await context.OpenAsync(cancellationToken);
        var federation = await session.Client.GetFederationAsync(context.Get(_name), cancellationToken);
        context.Terminal.Show(() => FederationTables.Show(federation, context.Host.Now), () => JsonForm.Of(federation));
        return ExitCodes.Ok;
    }
}
