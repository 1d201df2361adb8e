using System.Data.Common;
using System.Diagnostics;
using OrleansFederation.Errors;
using OrleansFederation.Fixtures;
using OrleansFederation.Rounds;
using OrleansFederation.Training;

namespace OrleansFederation.Storage;

/// <summary>A state directory on a file system of 3 MB that runs full.</summary>
public sealed class FullDiskTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private bool _mounted;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Filler => Path.Combine(_folder["disk"], "filler");

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(_folder["disk"]);
        _mounted = OperatingSystem.IsLinux() && await RunAsync("mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", _folder["disk"]);
    }

    [Fact]
    public async Task A_full_disk_is_FED2004_everywhere_and_loses_nothing_that_was_committed()
    {
        Assert.SkipUnless(_mounted, "Mounting a small tmpfs needs Linux and the right to mount (root with CAP_SYS_ADMIN).");
        await using var storage = await FederationStorage.OpenAsync(new StorageOptions(Path.Combine(_folder["disk"], "state")), TimeProvider.System, Cancel);
        await storage.Rounds.OpenAsync("mnist", 1, Samples.Cohort("a"), Samples.Base, Samples.At, "silo", Cancel);
        var kept = await storage.Artifacts.WriteAsync(new byte[1000], Cancel);
        Fill();

        var artifact = await CodeAsync(() => storage.Artifacts.WriteAsync(new byte[100_000], Cancel));
        var update = await CodeAsync(() => storage.Updates.WriteAsync("local", new TaskKey(TaskKind.Train, "mnist", 1, "a", 1), new byte[100_000], Cancel));
        var row = await CodeAsync(() => storage.Rounds.OpenAsync("mnist", 2, Samples.Cohort([.. Enumerable.Range(0, 2000).Select(i => $"c{i}")]), Samples.Base, Samples.At, "silo", Cancel));
        File.Delete(Filler);
        await storage.Rounds.OpenAsync("mnist", 3, Samples.Cohort("a"), Samples.Base, Samples.At, "silo", Cancel);

        Assert.Equal(("FED2004", "FED2004", "FED2004"), (artifact, update, row));
        Assert.Equal([(1, RoundPhase.Training), (3, RoundPhase.Training)], (await storage.Rounds.ListAsync("mnist", Cancel)).Select(report => (report.Round, report.Phase)));
        Assert.Equal(1000, (await storage.Artifacts.ReadAsync(kept, Cancel)).Length);
        Assert.Empty(Directory.GetFiles(Path.Combine(_folder["disk"], "state", "artifacts", "tmp")));
    }

    [Fact]
    public async Task A_full_disk_is_found_deep_in_the_exception_of_a_write_that_passed_by_the_stores()
    {
        Assert.SkipUnless(_mounted, "Mounting a small tmpfs needs Linux and the right to mount (root with CAP_SYS_ADMIN).");
        await using var storage = await FederationStorage.OpenAsync(new StorageOptions(Path.Combine(_folder["disk"], "state")), TimeProvider.System, Cancel);
        await using var connection = await storage.DataSource.OpenConnectionAsync(Cancel);
        await using var command = connection.CreateCommand();
        command.CommandText = "insert into grain_state values (1, 1, 1, 1, 'type', 'key', 'service', 1, 'now', zeroblob(1000000))";
        Fill();

        var fault = await Assert.ThrowsAnyAsync<DbException>(() => command.ExecuteNonQueryAsync(Cancel));

        Assert.Equal("FED2004", storage.Translate(new InvalidOperationException("a grain's write failed", fault))?.Code);
        Assert.Null(storage.Translate(new InvalidOperationException("a defect")));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_mounted)
        {
            await RunAsync("umount", "--lazy", _folder["disk"]);
        }

        _folder.Dispose();
    }

    private static async Task<string?> CodeAsync(Func<Task> write) => (await Assert.ThrowsAsync<FederationException>(write)).Code;

    private void Fill()
    {
        using var file = File.OpenHandle(Filler, FileMode.Create, FileAccess.Write);
        var block = new byte[4096];
        try
        {
            for (var offset = 0L; ; offset += block.Length)
            {
                RandomAccess.Write(file, block, offset);
            }
        }
        catch (IOException)
        {
            // Full, which is what was wanted.
        }
    }

    private static async Task<bool> RunAsync(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(10));
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
