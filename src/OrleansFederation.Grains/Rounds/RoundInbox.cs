using OrleansFederation.Errors;
using OrleansFederation.Training;

namespace OrleansFederation.Rounds;

/// <summary>
/// What a running round has been told: the cohort with its receipts, written in groups before they count, and reports of other tasks,
/// which are computed again after a crash and so are kept in memory only. Those who watch are told of each receipt once it counts.
/// </summary>
internal sealed class RoundInbox(IRoundStore rounds, RoundTenure tenure, Action<TaskReport> tell)
{
    // A commit waits for the disk. So that few clients do not wait for one another, several groups are written at once; so that thousands
    // do not make thousands of commits, what comes in meanwhile waits and makes one group.
    private const int WritesAtOnce = 3;
    private const int LargestGroup = 1_000;

    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly List<Task> _writes = [];
    private Participant[] _cohort = [];
    private List<TaskReport> _pending = [];
    private Task? _flush;
    private FederationException? _takenOver;

    /// <summary>Set when something new has come in.</summary>
    public Signal Changed { get; } = new();

    /// <summary>Whether receipts still count; afterwards reports of training go to <see cref="Others"/>.</summary>
    public bool Collecting { get; set; }

    /// <summary>The cohort in ordinal order, as it is at each look.</summary>
    public IReadOnlyList<Participant> Cohort => _cohort;

    /// <summary>How many of the cohort are how far.</summary>
    public CohortTally Tally { get; private set; }

    /// <summary>Reports of evaluations, and of lost updates that were trained again.</summary>
    public Dictionary<TaskKey, TaskReport> Others { get; } = [];

    /// <summary>Takes over what the rows say.</summary>
    /// <param name="cohort">The cohort.</param>
    public void Load(IReadOnlyList<Participant> cohort)
    {
        _cohort = [.. cohort.OrderBy(participant => participant.Ordinal)];
        _places.Clear();
        Tally = default;
        for (var place = 0; place < _cohort.Length; place++)
        {
            _places.Add(_cohort[place].Client, place);
            Tally = Tally.With(_cohort[place].State, 1);
        }
    }

    /// <summary>Replaces a participant by what he is now.</summary>
    /// <param name="participant">The participant, of the cohort.</param>
    public void Put(Participant participant)
    {
        var place = _places[participant.Client];
        Tally = Tally.With(_cohort[place].State, -1).With(participant.State, 1);
        _cohort[place] = participant;
    }

    /// <summary>Finds a participant.</summary>
    /// <param name="client">The client's id.</param>
    public Participant? Find(string client) => _places.TryGetValue(client, out var place) ? _cohort[place] : null;

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
        while (_writes.Count >= WritesAtOnce)
        {
            await Task.WhenAny(_writes);
            _writes.RemoveAll(write => write.IsCompleted);
        }

        var group = _pending;
        (_pending, _flush) = ([], null);
        var written = RecordAsync(group);
        _writes.Add(written);
        try
        {
            await written;
        }
        catch (FederationException refusal) when (refusal.Code == FederationErrors.RoundTakenOver.Code)
        {
            _takenOver = refusal;
            Changed.Set();
            throw;
        }
        finally
        {
            _writes.Remove(written);
        }
    }

    private async Task RecordAsync(List<TaskReport> group)
    {
        foreach (var reports in group.Chunk(LargestGroup))
        {
            await rounds.RecordAsync(tenure, reports, CancellationToken.None);
            foreach (var report in reports)
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
}
