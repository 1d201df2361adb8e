using System.CommandLine;
using System.Globalization;
using OrleansFederation.Cli;
using OrleansFederation.Errors;
using OrleansFederation.Identity;
using OrleansFederation.Output;

namespace OrleansFederation.Auditing;

/// <summary>Lists refused and privileged calls.</summary>
internal sealed class AuditListCommand : FedCommand
{
    private readonly Option<string> _since = Lifetime.Option("--since", "How far back", "24h");
    private readonly Option<string?> _who = new("--who") { Description = "Only of this principal; anonymous for those without one.", HelpName = "NAME" };
    private readonly Option<string?> _outcome = new("--outcome") { Description = "Only with this outcome: ok, fault, or a code.", HelpName = "OUTCOME" };
    private readonly Option<int> _limit = new("--limit") { Description = "The most to list, the newest first.", HelpName = "N", DefaultValueFactory = _ => 200 };

    public AuditListCommand() : base("list", "Lists refused and privileged calls: who, what, from where, with which outcome.", "fed audit list --since 24h --outcome FED4009")
    {
        Add(_since);
        Add(_who);
        Add(_outcome);
        Add(_limit);
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        await using var session = await context.OpenAsync(cancellationToken);
        var since = context.Host.Now - Lifetime.Read(context.Get(_since)!)!.Value;
        var entries = await session.Client.ListAuditAsync(new(since, context.Get(_who), context.Get(_outcome), context.Get(_limit)), cancellationToken);
        context.Terminal.List("calls", entries, () => Listing.Table(
            [
                new Column("when"), new Column("who"), new Column("what"), new Column("on", Rank: 1), new Column("from", Rank: 3), new Column("outcome"),
                new Column("calls", Right: true, Rank: 2),
            ],
            [
                .. entries.Select(entry => new Cell[]
                {
                    Figures.Iso(entry.At), entry.Who, entry.What, entry.Target, entry.From,
                    new(entry.Outcome, entry.Outcome == "ok" ? Palette.Good : Palette.Bad), entry.Count.ToString(CultureInfo.InvariantCulture),
                }),
            ]), "No refused or privileged call is recorded.");
        return ExitCodes.Ok;
    }
}
