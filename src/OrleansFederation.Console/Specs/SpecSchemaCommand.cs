using OrleansFederation.Cli;
using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Output;

namespace OrleansFederation.Specs;

/// <summary>Prints the JSON schema of specs.</summary>
internal sealed class SpecSchemaCommand()
    : FedCommand("schema", "Prints the JSON schema of specs, for editors and for reading.", "fed spec schema > federation.schema.json")
{
    /// <inheritdoc/>
    public override Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        // The schema is JSON already, in every form of output: wrapping it would make it no schema.
        if (context.Settings.Output is not OutputMode.None)
        {
            context.Host.Out.WriteLine(FederationSchema.Text.TrimEnd());
        }

        return Task.FromResult(ExitCodes.Ok);
    }
}
