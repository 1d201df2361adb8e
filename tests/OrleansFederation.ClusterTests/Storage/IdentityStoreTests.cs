using OrleansFederation.Auditing;
using OrleansFederation.Identity;

namespace OrleansFederation.Storage;

public sealed class SqliteIdentityStoreTests(SqliteStorage fixture) : IdentityStoreTests(fixture), IClassFixture<SqliteStorage>;

public sealed class PostgresIdentityStoreTests(PostgresStorage fixture) : IdentityStoreTests(fixture), IClassFixture<PostgresStorage>;

/// <summary>What the stores of sites, revocations and recorded calls keep, on whatever database.</summary>
public abstract class IdentityStoreTests(StorageFixture fixture)
{
    private readonly FederationStorage _storage = fixture.Storage;
    private readonly string _unique = Guid.NewGuid().ToString("n");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Site => "s-" + _unique;

    [Fact]
    public async Task A_key_joins_once_by_an_invitation_and_again_only_as_itself()
    {
        await InviteAsync("code");

        Assert.Equal(SiteKeyState.Pending, (await JoinAsync("k1", "code"))!.View.State);
        Assert.NotNull(await JoinAsync("k1", "code"));
        Assert.Null(await JoinAsync("k2", "code"));
    }

    [Fact]
    public async Task An_invitation_past_its_end_of_another_site_or_unknown_lets_nobody_join()
    {
        await InviteAsync("old", until: Samples.At);
        await InviteAsync("foreign", site: Site + "-other");

        Assert.Null(await JoinAsync("k1", "old"));
        Assert.Null(await JoinAsync("k1", "foreign"));
        Assert.Null(await JoinAsync("k1", "unknown"));
        Assert.Null(await _storage.Sites.FindAsync(Id("k1"), Cancel));
    }

    [Fact]
    public async Task Of_eight_keys_at_once_one_uses_the_invitation()
    {
        await InviteAsync("race");

        var joined = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => JoinAsync($"k{i}", "race"), Cancel)));

        Assert.Single(joined, key => key is not null);
    }

    [Fact]
    public async Task A_key_of_another_site_is_not_taken_over()
    {
        await InviteAsync("first");
        await JoinAsync("k1", "first");
        await InviteAsync("second", site: Site + "-other");

        Assert.Null(await _storage.Sites.JoinAsync(Key("k1") with { View = Key("k1").View with { Site = Site + "-other" } }, Hash("second"), Cancel));
        Assert.Equal(Site, (await _storage.Sites.FindAsync(Id("k1"), Cancel))!.View.Site);
    }

    [Fact]
    public async Task A_revoked_key_stays_revoked()
    {
        await InviteAsync("code");
        await JoinAsync("k1", "code");

        Assert.Single(await DecideAsync("k1", SiteKeyState.Approved, "pem"));
        Assert.Single(await DecideAsync(null, SiteKeyState.Revoked));
        Assert.Empty(await DecideAsync("k1", SiteKeyState.Approved));

        var key = (await _storage.Sites.FindAsync(Id("k1"), Cancel))!;
        Assert.Equal((SiteKeyState.Revoked, "pem", "ada"), (key.View.State, key.View.Certificate, key.View.DecidedBy));
    }

    [Fact]
    public async Task A_revoked_principal_is_refused_up_to_then_and_a_revoked_token_always()
    {
        await _storage.Revocations.RevokePrincipalAsync(_unique, "ada", Samples.At, Cancel);
        await _storage.Revocations.RevokeTokenAsync("t-" + _unique, "ada", Samples.At, Cancel);

        Assert.True(await RevokedAsync(_unique, null, Samples.At));
        Assert.False(await RevokedAsync(_unique, null, Samples.At.AddSeconds(1)));
        Assert.True(await RevokedAsync("other", "t-" + _unique, Samples.At.AddDays(1)));
        Assert.False(await RevokedAsync("other", null, Samples.At));
    }

    [Fact]
    public async Task Recorded_calls_are_listed_newest_first_by_who_and_outcome()
    {
        AuditEntry Entry(int second, string who, string outcome) => new(Samples.At.AddSeconds(second), who + _unique, "m", "t", "f", outcome, second);
        await _storage.Audit.AppendAsync([Entry(1, "a", "ok"), Entry(2, "a", "FED4009"), Entry(3, "b", "ok")], Cancel);

        Assert.Equal([2, 1], (await _storage.Audit.ListAsync(new(Samples.At, "a" + _unique, null, 10), Cancel)).Select(entry => entry.Count));
        Assert.Equal([Entry(1, "a", "ok")], await _storage.Audit.ListAsync(new(Samples.At, "a" + _unique, "ok", 10), Cancel));
        Assert.Equal([2], (await _storage.Audit.ListAsync(new(Samples.At, "a" + _unique, null, 1), Cancel)).Select(entry => entry.Count));
        Assert.Empty(await _storage.Audit.ListAsync(new(Samples.At.AddDays(1), "a" + _unique, null, 10), Cancel));
    }

    private Task InviteAsync(string code, string? site = null, DateTimeOffset? until = null) =>
        _storage.Sites.InviteAsync(site ?? Site, Hash(code), "ada", Samples.At, until ?? Samples.At.AddHours(1), Cancel);

    private Task<SiteKey?> JoinAsync(string key, string code) => _storage.Sites.JoinAsync(Key(key), Hash(code), Cancel);

    private Task<IReadOnlyList<SiteKey>> DecideAsync(string? key, SiteKeyState state, string? certificate = null) =>
        _storage.Sites.DecideAsync(Site, key is null ? null : Id(key), state, certificate, "ada", Samples.At, Cancel);

    private Task<bool> RevokedAsync(string principal, string? token, DateTimeOffset issued) => _storage.Revocations.IsRevokedAsync(principal, token, issued, Cancel);

    private SiteKey Key(string key) => new(new(Site, Id(key), SiteKeyState.Pending, Samples.At, null, null, null), "public", "request");

    private string Id(string key) => $"{key}-{_unique}";

    private string Hash(string code) => $"{code}-{_unique}";
}
