using OrleansFederation.Clients;
using OrleansFederation.Rounds;

namespace OrleansFederation.Storage;

public sealed class SqliteClientStoreTests(SqliteStorage fixture) : ClientStoreTests(fixture), IClassFixture<SqliteStorage>;

public sealed class PostgresClientStoreTests(PostgresStorage fixture) : ClientStoreTests(fixture), IClassFixture<PostgresStorage>;

/// <summary>What a client store keeps and counts, on whatever database.</summary>
public abstract class ClientStoreTests(StorageFixture fixture)
{
    private readonly FederationStorage _storage = fixture.Storage;
    private readonly string _federation = "f-" + Guid.NewGuid().ToString("n");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private IClientStore Clients => _storage.Clients;

    [Fact]
    public async Task Clients_are_enrolled_with_dense_ordinals()
    {
        await EnrolAsync(_federation, "x", "y");
        await EnrolAsync(_federation, "y", "z");

        var ordinals = (await Clients.ListAsync(null, 100_000, Cancel)).Select(client => client.Enrolment).Order().ToArray();

        Assert.Equal(Enumerable.Range(0, ordinals.Length).Select(i => (long)i), ordinals);
    }

    [Fact]
    public async Task An_enrolled_client_stays_as_it_is()
    {
        await EnrolAsync(_federation, "x");
        var before = await FindAsync("x");

        await Clients.EnrolAsync("other", [new Enrolment(Id("x"), "elsewhere")], Samples.At.AddDays(1), Cancel);

        Assert.Equal(before, await FindAsync("x"));
    }

    [Fact]
    public async Task Eight_enrolments_at_once_keep_ordinals_dense()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => EnrolAsync(_federation, "shared", $"own{i}"), Cancel)));

        var ordinals = (await Clients.ListAsync(_federation, 100, Cancel)).Select(client => client.Enrolment).Order().ToArray();

        Assert.Equal(9, ordinals.Length);
        Assert.Equal(8, ordinals[^1] - ordinals[0]);
    }

    [Fact]
    public async Task A_client_that_nobody_enrolled_is_null()
    {
        Assert.Null(await Clients.FindAsync(Id("nobody"), Cancel));
    }

    [Fact]
    public async Task A_federation_lists_its_clients_by_id_up_to_the_limit_whoever_enrolled_them_first()
    {
        await EnrolAsync(_federation + "-a", "c", "b");

        await EnrolAsync(_federation + "-b", "d", "c", "a");

        Assert.Equal([Id("a"), Id("c"), Id("d")], (await Clients.ListAsync(_federation + "-b", 100, Cancel)).Select(client => client.Id));
        Assert.Equal([Id("a"), Id("c")], (await Clients.ListAsync(_federation + "-b", 2, Cancel)).Select(client => client.Id));
    }

    [Fact]
    public async Task What_a_client_did_is_counted_from_the_rounds()
    {
        await EnrolAsync(_federation, "x", "y");
        var rounds = _storage.Rounds;
        foreach (var round in (int[])[1, 2, 3])
        {
            await rounds.OpenAsync(_federation, round, Samples.Cohort(Id("x")), Samples.Base, Samples.At, "silo", Cancel);
        }

        await rounds.RecordAsync(new(_federation, 1, 1), [Samples.Receipt(_federation, 1, Id("x"), examples: 11)], Cancel);
        await rounds.FinishAsync(new(_federation, 1, 1), Samples.Report(1, RoundPhase.Committed, (Id("x"), ParticipantState.Contributed)), Cancel);
        await rounds.RecordAsync(new(_federation, 2, 1), [Samples.Failure(_federation, 2, Id("x"))], Cancel);
        fixture.Clock.Now = Samples.At.AddHours(5);
        await rounds.RecordAsync(new(_federation, 3, 1), [Samples.Receipt(_federation, 3, Id("x"), examples: 13)], Cancel);
        await rounds.FinishAsync(new(_federation, 3, 1), Samples.Report(3, RoundPhase.Committed, (Id("x"), ParticipantState.Contributed)), Cancel);

        var client = await FindAsync("x");
        Assert.Equal((3L, 2L, 1L, 13L), (client!.Selected, client.Contributed, client.Failed, client.Examples));
        Assert.Equal(Samples.At.AddHours(5), client.LastSeen);
    }

    [Fact]
    public async Task Flags_are_counted_whether_the_update_was_left_out_or_not()
    {
        await EnrolAsync(_federation, "x");
        foreach (var (round, state) in ((int, ParticipantState)[])[(1, ParticipantState.Flagged), (2, ParticipantState.Received), (3, ParticipantState.Received)])
        {
            await _storage.Rounds.OpenAsync(_federation, round, Samples.Cohort(Id("x")), Samples.Base, Samples.At, "silo", Cancel);
            await _storage.Rounds.RecordAsync(new(_federation, round, 1), [Samples.Receipt(_federation, round, Id("x"))], Cancel);
            var client = (await _storage.Rounds.LoadAsync(_federation, round, Cancel))!.Cohort[0];
            await _storage.Rounds.FlagAsync(new(_federation, round, 1), new(1, [Id("x")], "one"), [client with { State = state, Scores = [new("norm", 1, 1, round < 3)] }], Cancel);
            await _storage.Rounds.FinishAsync(new(_federation, round, 1), Samples.Report(round, RoundPhase.Committed, (Id("x"), state is ParticipantState.Flagged ? state : ParticipantState.Contributed)), Cancel);
        }

        var found = await FindAsync("x");

        Assert.Equal((3L, 2L, 2L, 0L, 0.5), (found!.Selected, found.Contributed, found.Flagged, found.Failed, found.Reputation));
    }

    [Fact]
    public async Task A_client_that_was_never_selected_counts_nothing()
    {
        await EnrolAsync(_federation, "x");

        var client = await FindAsync("x");

        Assert.Equal((0L, 0L, 0L, null, null), (client!.Selected, client.Contributed, client.Failed, client.Examples, client.LastSeen));
        Assert.Equal((_federation, "local", Samples.At), (client.Federation, client.Site, client.EnrolledAt));
    }

    [Fact]
    public async Task A_client_shows_its_tags_of_all_federations_and_what_its_last_rounds_say()
    {
        await Clients.EnrolAsync(_federation, [new Enrolment(Id("x"), "local") { Tags = ["eu", "gpu"] }, new Enrolment(Id("y"), "local")], Samples.At, Cancel);
        await Clients.EnrolAsync(_federation + "-b", [new Enrolment(Id("x"), "local") { Tags = ["eu", "day"] }], Samples.At, Cancel);
        var rounds = _storage.Rounds;
        foreach (var (round, state) in new[] { (1, ParticipantState.Contributed), (2, ParticipantState.Dropped) })
        {
            await rounds.OpenAsync(_federation, round, Samples.Cohort(Id("x")), Samples.Base, Samples.At, "silo", Cancel);
            await rounds.RecordAsync(new(_federation, round, 1), [Samples.Receipt(_federation, round, Id("x")) with { Steps = 10, Trained = 300, Seconds = 1.5 }], Cancel);
            await rounds.FinishAsync(new(_federation, round, 1), Samples.Report(round, RoundPhase.Committed, (Id("x"), state)), Cancel);
        }

        var (known, newcomer) = (await FindAsync("x"), (await Clients.ListAsync(_federation, 10, Cancel)).Single(client => client.Id == Id("y")));

        Assert.Equal(["day", "eu", "gpu"], known!.Tags);
        Assert.Equal((200.0, 0.75), (known.Speed, known.Reliability));
        Assert.Empty(newcomer.Tags);
        Assert.Equal((null, 1.0), (newcomer.Speed, newcomer.Reliability));
    }

    private string Id(string name) => $"{_federation}.{name}";

    private Task<ClientView?> FindAsync(string name) => Clients.FindAsync(Id(name), Cancel);

    [Fact]
    public async Task Twelve_thousand_clients_are_enrolled_with_dense_ordinals_in_their_order()
    {
        string[] names = [.. Enumerable.Range(0, 12_000).Select(i => $"many-{i:00000}")];

        await EnrolAsync(_federation, names);

        var clients = (await Clients.ListAsync(_federation, 100_000, Cancel)).ToDictionary(client => client.Id, client => client.Enrolment, StringComparer.Ordinal);
        var first = clients[Id(names[0])];
        Assert.Equal(Enumerable.Range(0, names.Length).Select(i => first + i), names.Select(name => clients[Id(name)]));
    }

    private Task EnrolAsync(string federation, params string[] names) =>
        Clients.EnrolAsync(federation, [.. names.Select(name => new Enrolment(Id(name), "local"))], Samples.At, Cancel);
}
