using OrleansFederation.Federations;
using OrleansFederation.Training;

namespace OrleansFederation.Rounds;

/// <summary>
/// What those who watch are told of a cohort: of each client where there are few; how many have delivered, now and then, where there are
/// many, since nobody reads thousands of lines and each is a message.
/// </summary>
/// <param name="selected">The number of clients of the cohort.</param>
/// <param name="tell">Tells.</param>
internal sealed class RoundNews(int selected, Action<FederationEvent> tell)
{
    /// <summary>The largest cohort of which each client is told.</summary>
    public const int Few = 200;

    private const int Steps = 50;

    private int _told;

    /// <summary>Tells that a round is open.</summary>
    /// <param name="cohort">The cohort.</param>
    public void Opened(IReadOnlyList<Participant> cohort) => tell(new()
    {
        Kind = FederationEventKind.RoundOpened,
        Selected = selected,
        Cohort = selected <= Few ? [.. cohort.Select(client => client.Client)] : null,
    });

    /// <summary>Tells of a receipt or a failure.</summary>
    /// <param name="report">The report.</param>
    /// <param name="delivered">The number of clients that have delivered by now.</param>
    public void Received(TaskReport report, int delivered)
    {
        if (selected <= Few || report.Failure is not null)
        {
            tell(new()
            {
                Kind = report.Failure is null ? FederationEventKind.ClientFinished : FederationEventKind.ClientFailed,
                Client = report.Key.Client,
                Loss = report.Loss,
                Examples = report.Examples,
                Seconds = report.Seconds,
                Problem = report.Failure,
            });
        }
        else if (delivered * (long)Steps / selected is var step && step > _told)
        {
            _told = (int)step;
            tell(new() { Kind = FederationEventKind.CohortProgress, Selected = selected, Delivered = delivered, Fraction = (double)delivered / selected });
        }
    }

    /// <summary>Tells how far a client's training is, or the reading of its data.</summary>
    /// <param name="progress">How far.</param>
    public void Progressed(TaskProgress progress)
    {
        if (selected <= Few && progress.Reading is { } client)
        {
            tell(new() { Kind = FederationEventKind.DataReading, Client = client, Fraction = progress.Fraction, Examples = progress.Examples });
        }
        else if (selected <= Few)
        {
            tell(new() { Kind = FederationEventKind.ClientProgress, Client = progress.Key.Client, Fraction = progress.Fraction, Loss = progress.Loss, Examples = progress.Examples });
        }
    }
}
