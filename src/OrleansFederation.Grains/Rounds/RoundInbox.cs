using OrleansFederation.Errors;
using OrleansFederation.Training;

namespace OrleansFederation.Rounds;

/// <summary>
/// What a running round has been told: the cohort with its receipts, written in groups before they count, and reports of other tasks,
/// which are computed again after a crash and so are kept in memory only. Those who watch are told of each receipt once it counts.
/// </summary>
internal sealed class RoundInbox(IRoundStore rounds, RoundTenure tenure, Action<TaskReport> tell)
{
    private readonly SortedDictionary<int, Participant> _cohort = [];
    private readonly Dictionary<string, int> _ordinals = new(StringComparer.Ordinal);
    private List<TaskReport> _pending = [];
    private Task? _flush;
    private FederationException? _takenOver;

    /// <summary>Set when something new has come in.</summary>
    public Signal Changed { get; } = new();

    /// <summary>Whether receipts still count; afterwards reports of training go to <see cref="Others"/>.</summary>
    public bool Collecting { get; set; }

    /// <summary>The cohort in ordinal order.</summary>
    public IReadOnlyList<Participant> Cohort => [.. _cohort.Values];

    /// <summary>Reports of evaluations, and of lost updates that were trained again.</summary>
    public Dictionary<TaskKey, TaskReport> Others { get; } = [];

    /// <summary>Takes over what the rows say.</summary>
    /// <param name="cohort">The cohort.</param>
    public void Load(IReadOnlyList<Participant> cohort)
    {
        foreach (var participant in cohort)
        {
            Put(participant);
        }
    }

    /// <summary>Replaces a participant.</summary>
    /// <param name="participant">The participant.</param>
    public void Put(Participant participant)
    {
        _cohort[participant.Ordinal] = participant;
        _ordinals[participant.Client] = participant.Ordinal;
    }

    /// <summary>Finds a participant.</summary>
    /// <param name="client">The client's id.</param>
    public Participant? Find(string client) => _ordinals.TryGetValue(client, out var ordinal) ? _cohort[ordinal] : null;

    /// <summary>Throws once a write was refused because another activation drives the round.</summary>
    /// <exception cref="FederationException">FED3020.</exception>
    public void ThrowIfTakenOver()
    {
        if (_takenOver is { } refusal)
        {
            throw refusal;
        }
    }

    /// <summary>Takes a report; returns once it is written, where it has to be.</summary>
    /// <param name="report">The report.</param>
    public async Task ReceiveAsync(TaskReport report)
    {
        if (report.Key.Kind != TaskKind.Train || !Collecting)
        {
            Others[report.Key] = report;
            Changed.Set();
            return;
        }

        if (Find(report.Key.Client) is not { State: ParticipantState.Selected } participant || participant.Attempt != report.Key.Attempt)
        {
            return;
        }

        _pending.Add(report);
        await (_flush ??= FlushAsync());
    }

    private async Task FlushAsync()
    {
        // SQLite writes synchronously: yielding first lets further reports of the same moment join the group.
        await Task.Yield();
        var group = _pending;
        (_pending, _flush) = ([], null);
        try
        {
            await rounds.RecordAsync(tenure, group, CancellationToken.None);
        }
        catch (FederationException refusal) when (refusal.Code == FederationErrors.RoundTakenOver.Code)
        {
            _takenOver = refusal;
            Changed.Set();
            throw;
        }

        foreach (var report in group)
        {
            if (Find(report.Key.Client) is { State: ParticipantState.Selected } participant && participant.Attempt == report.Key.Attempt)
            {
                Put(participant with { State = report.Failure is null ? ParticipantState.Received : ParticipantState.Failed, Report = report });
                tell(report);
            }
        }

        Changed.Set();
    }
}
