using System.Diagnostics;
using System.Text;
using Npgsql;

namespace OrleansFederation.Fixtures;

/// <summary>
/// A Postgres server of the test run's own, in a temporary folder, on a Unix socket that only that folder's owner reaches. A shell
/// stands between the two: when the test process ends in whatever way, its input closes, and it stops the server and removes the folder.
/// </summary>
internal sealed class PrivatePostgres : IAsyncDisposable
{
    private const string Remedy = "Install PostgreSQL 15 or newer (Debian: apt-get install postgresql), or let FED_TEST_POSTGRES name a server.";
    private const string User = "fed_test";

    private static readonly TimeSpan StartBound = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopBound = TimeSpan.FromSeconds(20);

    // $1 is the folder of the binaries, $2 the folder of the server. Each line of input restarts the server: how it is stopped, and the seconds until it is back.
    private const string Script =
        """
        umask 077
        mkdir "$2/socket" &&
        start() {
            "$1/pg_ctl" --pgdata "$2/data" --log "$2/server.log" --wait --timeout 45 \
                --options "-c listen_addresses='' -c unix_socket_directories='$2/socket' -c max_connections=200" start >"$2/start.log" 2>&1
        }
        "$1/initdb" --pgdata "$2/data" --username fed_test --auth trust --encoding UTF8 --no-locale --no-sync >"$2/initdb.log" 2>&1 &&
        start "$1" "$2" &&
        echo ready || echo failed
        while read -r mode pause; do
            "$1/pg_ctl" --pgdata "$2/data" --mode "$mode" --wait --timeout 30 stop >/dev/null 2>&1
            sleep "$pause"
            start "$1" "$2" && echo ready || echo failed
        done
        "$1/pg_ctl" --pgdata "$2/data" --mode immediate --wait --timeout 15 stop >/dev/null 2>&1
        rm -rf "$2"
        """;

    private readonly Process _shell;

    private PrivatePostgres(Process shell, string folder)
    {
        _shell = shell;
        ConnectionString = new NpgsqlConnectionStringBuilder { Host = Path.Combine(folder, "socket"), Username = User, Database = "postgres" }.ConnectionString;
    }

    /// <summary>The connection string of the server's administrator.</summary>
    public string ConnectionString { get; }

    /// <summary>Starts a server.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The server, or why there can be none.</returns>
    public static async Task<(PrivatePostgres? Server, string? Absence)> StartAsync(CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
        {
            return (null, "A private Postgres is started on Unix only. Let FED_TEST_POSTGRES name a server.");
        }

        if (FindBinaries() is not { } binaries)
        {
            return (null, "No PostgreSQL binaries (initdb, pg_ctl, postgres) on PATH or in /usr/lib/postgresql. " + Remedy);
        }

        var folder = Directory.CreateTempSubdirectory("fed-postgres-").FullName;
        var start = new ProcessStartInfo { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false, WorkingDirectory = "/" };
        if (Environment.IsPrivilegedProcess)
        {
            // Postgres refuses to run as root, and so do we. The folder becomes the other user's; the tests, being root, still reach it.
            await RunAsync("chown", ["nobody", folder], cancellationToken);
            start.FileName = "setpriv";
            foreach (var argument in (string[])["--reuid=nobody", "--regid=65534", "--clear-groups", "sh"])
            {
                start.ArgumentList.Add(argument);
            }
        }
        else
        {
            start.FileName = "sh";
        }

        foreach (var argument in (string[])["-c", Script, "sh", binaries, folder])
        {
            start.ArgumentList.Add(argument);
        }

        var shell = Process.Start(start)!;
        var server = new PrivatePostgres(shell, folder);
        var answer = await shell.StandardOutput.ReadLineAsync(cancellationToken).AsTask().WaitAsync(StartBound, cancellationToken);
        if (answer == "ready")
        {
            return (server, null);
        }

        var log = Logs(folder);
        await server.DisposeAsync();
        return (null, $"The private PostgreSQL in {binaries} did not start: {log} {Remedy}");
    }

    /// <summary>Stops the server and starts it again.</summary>
    /// <param name="mode">How it is stopped, as pg_ctl says: <c>fast</c> ends sessions in order, <c>immediate</c> as a crash does.</param>
    /// <param name="pause">How long it is away.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task RestartAsync(string mode, TimeSpan pause, CancellationToken cancellationToken)
    {
        await _shell.StandardInput.WriteLineAsync(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{mode} {pause.TotalSeconds:0.0}"));
        await _shell.StandardInput.FlushAsync(cancellationToken);
        var answer = await _shell.StandardOutput.ReadLineAsync(cancellationToken).AsTask().WaitAsync(StartBound + pause, cancellationToken);
        if (answer != "ready")
        {
            throw new InvalidOperationException($"The private PostgreSQL did not start again: {answer}");
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _shell.StandardInput.Close();
        using var bound = new CancellationTokenSource(StopBound);
        try
        {
            await _shell.WaitForExitAsync(bound.Token);
        }
        catch (OperationCanceledException)
        {
            _shell.Kill(entireProcessTree: true);
        }

        _shell.Dispose();
    }

    private static string? FindBinaries()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries).ToList();
        if (Directory.Exists("/usr/lib/postgresql"))
        {
            folders.AddRange(Directory.GetDirectories("/usr/lib/postgresql")
                .OrderByDescending(folder => int.TryParse(Path.GetFileName(folder), out var version) ? version : 0)
                .Select(folder => Path.Combine(folder, "bin")));
        }

        return folders.FirstOrDefault(folder => ((string[])["initdb", "pg_ctl", "postgres"]).All(name => File.Exists(Path.Combine(folder, name))));
    }

    private static string Logs(string folder)
    {
        var text = new StringBuilder();
        foreach (var name in (string[])["initdb.log", "start.log", "server.log"])
        {
            var path = Path.Combine(folder, name);
            if (File.Exists(path))
            {
                text.Append(string.Join(' ', File.ReadLines(path).TakeLast(3))).Append(' ');
            }
        }

        return text.ToString();
    }

    private static async Task RunAsync(string program, string[] arguments, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments))!;
        await process.WaitForExitAsync(cancellationToken).WaitAsync(TimeSpan.FromSeconds(10), cancellationToken);
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
        }
    }
}
