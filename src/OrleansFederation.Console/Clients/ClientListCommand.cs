using System.CommandLine;
using OrleansFederation.Cli;
using OrleansFederation.CrossValidation;
using OrleansFederation.Errors;

namespace OrleansFederation.Clients;

/// <summary>Lists clients.</summary>
internal sealed class ClientListCommand : FedCommand
{
    private const int Most = 10_000;

    private readonly Option<string?> _federation = new("--federation") { Description = "Only the clients of this federation.", HelpName = "NAME" };
    private readonly Option<int> _limit = new("--limit") { Description = "The most to list.", HelpName = "N", DefaultValueFactory = _ => 1000 };

    private readonly Option<bool> _folds = FoldListing.Option();

    public ClientListCommand() : base("list", "Lists clients.", "fed client list --federation quickstart")
    {
        _limit.Validators.Add(result =>
        {
            if (result.Errors.Any() || result.GetValueOrDefault<int>() is < 1 or > Most)
            {
                result.AddError($"--limit takes a number from 1 to {Most}");
            }
        });
        Add(_federation);
        Add(_limit);
        Add(_folds);
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        await using var session = await context.OpenAsync(cancellationToken);
        var all = await session.Client.ListClientsAsync(context.Get(_federation), context.Get(_limit), cancellationToken);
        var clients = FoldListing.Of(all, client => client.Id, context.Get(_folds) || context.Get(_federation) is not null, "clients", context.Terminal);
        context.Terminal.List("clients", clients, () => ClientTables.List(clients, context.Host.Now),
            "No client is enrolled. A federation enrols its clients when it starts: fed run quickstart");
        return ExitCodes.Ok;
    }
}
