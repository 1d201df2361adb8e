using OrleansFederation.Errors;
using OrleansFederation.Fixtures;

namespace OrleansFederation.Storage;

/// <summary>The state directory: whose it is, which layout it has, and who may use it.</summary>
public sealed class StateDirectoryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SettableClock _clock = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string State => _folder["state"];

    [Fact]
    public async Task A_new_directory_is_created_for_its_user_alone()
    {
        await using var storage = await OpenAsync();

        Assert.True(File.Exists(Path.Combine(State, "fed-state.json")));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(State));
        }
    }

    [Fact]
    public async Task A_second_opener_is_refused_with_FED2001_naming_directory_and_process()
    {
        await using var storage = await OpenAsync();

        var refusal = await Assert.ThrowsAsync<FederationException>(OpenAsync);

        Assert.Equal("FED2001", refusal.Code);
        Assert.Contains(State, refusal.Message, StringComparison.Ordinal);
        Assert.Contains($"process {Environment.ProcessId}", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_released_directory_can_be_opened_again()
    {
        await (await OpenAsync()).DisposeAsync();

        await using var again = await OpenAsync();

        Assert.Equal("System.Data.SQLite", again.Invariant);
    }

    [Fact]
    public async Task A_directory_of_another_layout_is_refused_with_FED2002()
    {
        await (await OpenAsync()).DisposeAsync();
        await File.WriteAllTextAsync(Path.Combine(State, "fed-state.json"), """{"schema":2}""", Cancel);

        var refusal = await Assert.ThrowsAsync<FederationException>(OpenAsync);

        Assert.Equal("FED2002", refusal.Code);
    }

    [Fact]
    public async Task A_marker_that_is_not_ours_is_refused_with_FED2002()
    {
        Directory.CreateDirectory(State);
        await File.WriteAllTextAsync(Path.Combine(State, "fed-state.json"), "not JSON", Cancel);

        var refusal = await Assert.ThrowsAsync<FederationException>(OpenAsync);

        Assert.Equal("FED2002", refusal.Code);
    }

    [Fact]
    public async Task Somebody_elses_directory_is_refused_with_FED2002_and_left_untouched()
    {
        Directory.CreateDirectory(State);
        await File.WriteAllTextAsync(Path.Combine(State, "thesis.tex"), "mine", Cancel);

        var refusal = await Assert.ThrowsAsync<FederationException>(OpenAsync);

        Assert.Equal("FED2002", refusal.Code);
        Assert.Equal(["thesis.tex"], Directory.GetFileSystemEntries(State).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_file_where_the_directory_belongs_is_refused_with_FED2010()
    {
        await File.WriteAllTextAsync(State, "a file", Cancel);

        var refusal = await Assert.ThrowsAsync<FederationException>(OpenAsync);

        Assert.Equal("FED2010", refusal.Code);
    }

    [Fact]
    public async Task A_database_file_that_is_none_is_refused_with_FED2009()
    {
        await (await OpenAsync()).DisposeAsync();
        await File.WriteAllTextAsync(Path.Combine(State, "state.db"), new string('x', 8192), Cancel);

        var refusal = await Assert.ThrowsAsync<FederationException>(OpenAsync);

        Assert.Equal("FED2009", refusal.Code);
    }

    [Fact]
    public async Task Damage_inside_the_database_is_reported_with_FED2009_when_it_is_read()
    {
        await using (var storage = await OpenAsync())
        {
            await storage.Rounds.OpenAsync("mnist", 1, Samples.Cohort("a"), Samples.Base, Samples.At, "silo", Cancel);
        }

        var file = Path.Combine(State, "state.db");
        var content = await File.ReadAllBytesAsync(file, Cancel);
        content.AsSpan(4096).Fill(0x5a);
        await File.WriteAllBytesAsync(file, content, Cancel);

        var fault = await Assert.ThrowsAsync<FederationException>(async () =>
        {
            await using var storage = await OpenAsync();
            await storage.Rounds.LoadAsync("mnist", 1, Cancel);
        });

        Assert.Equal("FED2009", fault.Code);
    }

    [Fact]
    public async Task What_was_written_is_there_after_opening_again()
    {
        await using (var storage = await OpenAsync())
        {
            await storage.Rounds.OpenAsync("mnist", 1, Samples.Cohort("a"), Samples.Base, Samples.At, "silo", Cancel);
        }

        await using var again = await OpenAsync();

        Assert.NotNull(await again.Rounds.LoadAsync("mnist", 1, Cancel));
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    private Task<FederationStorage> OpenAsync() => FederationStorage.OpenAsync(new StorageOptions(State), _clock, Cancel);
}
