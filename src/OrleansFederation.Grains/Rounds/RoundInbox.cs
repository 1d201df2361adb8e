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
    private bool _isClosed;

    /// <summary>Set when something new has come in.</summary>
    public Signal Changed { get; } = new();

    /// <summary>Whether receipts still count; afterwards reports of training go to <see cref="Others"/>.</summary>
    public bool Collecting { get; set; }

    /// <summary>Whether receipts of clients that are still at work are written down also after the freeze, since they count in a later round.</summary>
    public bool TakesLate { get; init; }

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

    /// <summary>
    /// Takes no receipt of clients that go on any more, and waits for those that are being written: how the round ended is about to be
    /// written, and what comes after counts nowhere but in the next round.
    /// </summary>
    public async Task CloseAsync()
    {
        _isClosed = TakesLate;
        while (_isClosed && (_flush is not null || _writes.Count > 0))
        {
            // Whoever reported is told of a write that failed, and tells the next round.
            await Task.WhenAll([_flush ?? Task.CompletedTask, .. _writes]).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }

    /// <summary>Takes a report; returns once it is written, where it has to be.</summary>
    /// <param name="report">The report.</param>
    /// <exception cref="FederationException">FED3086 where it is to be told to the next round.</exception>
    public async Task ReceiveAsync(TaskReport report)
    {
        if (_isClosed && report.Key.Kind == TaskKind.Train && IsOpen(report.Key))
        {
            throw FederationErrors.BetweenRounds.Exception($"{tenure.Federation} round {tenure.Number}", $"the report of {report.Key.Client} came while the end of the round was written");
        }

        if (report.Key.Kind == TaskKind.Train && (Collecting || TakesLate) && IsOpen(report.Key))
        {
            _pending.Add(report);
            await (_flush ??= FlushAsync());
        }
        else if (report.Key.Kind != TaskKind.Train || !Collecting)
        {
            Others[report.Key] = report;
            Changed.Set();
        }
    }

    /// <summary>Whether a task is a client's present one, and it has not reported yet.</summary>
    /// <param name="task">The task.</param>
    public bool IsOpen(TaskKey task) => Open(task) is not null;

    private Participant? Open(TaskKey task) =>
        Find(task.Client) is { State: ParticipantState.Selected } participant && participant.TaskIn(tenure.Federation, tenure.Number) == task ? participant : null;

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
                if (Open(report.Key) is { } participant)
                {
                    Put(participant with { State = report.Failure is null ? ParticipantState.Received : ParticipantState.Failed, Report = report });
                    tell(report);
                }
            }

            Changed.Set();
        }
    }
}
