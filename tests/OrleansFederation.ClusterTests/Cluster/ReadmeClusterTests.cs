using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using OrleansFederation.Fixtures;

namespace OrleansFederation.Cluster;

/// <summary>The commands of the README's "On a cluster", run by a shell as people paste them; only the ports are others.</summary>
public sealed partial class ReadmeClusterTests(PostgresServer postgres)
{
    private const int Silos = 3;
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task Five_commands_lead_from_Postgres_to_a_first_round_on_three_processes()
    {
        using var folder = new TemporaryFolder();
        var (silo, gateway, http) = (PortsInARow(Silos), PortsInARow(1), PortsInARow(Silos));
        var block = Block();
        Assert.Equal(5, block.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        var commands = block
            .Replace("cluster init trial", string.Create(CultureInfo.InvariantCulture, $"cluster init trial --silo-port {silo} --gateway-port {gateway} --http-port {http}"), StringComparison.Ordinal)
            .Replace(":30000", string.Create(CultureInfo.InvariantCulture, $":{gateway}"), StringComparison.Ordinal);

        var (exitCode, output) = await ShellAsync(folder, $"set -e\ntrap 'kill $(jobs -p); wait' EXIT\n{commands}\nfed cluster show\n", await postgres.CreateDatabaseAsync());

        Assert.True(exitCode == 0, output);
        Assert.Contains("What was learned", output, StringComparison.Ordinal);
        Assert.Contains("3 active silos · 2 sites", output, StringComparison.Ordinal);
    }

    /// <summary>The first block of commands of the chapter.</summary>
    private static string Block()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "OrleansFederation.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run below the repository.");
        }

        return Chapter().Match(File.ReadAllText(Path.Combine(folder.FullName, "README.md"))).Groups["commands"].Value;
    }

    private static async Task<(int ExitCode, string Output)> ShellAsync(TemporaryFolder folder, string script, string database)
    {
        var fed = folder["fed"];
        await File.WriteAllTextAsync(fed, $"#!/bin/sh\nexec dotnet '{Path.Combine(AppContext.BaseDirectory, "fed.dll")}' \"$@\"\n", TestContext.Current.CancellationToken);
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("The commands are for a Unix shell.");
            throw new InvalidOperationException();
        }

        File.SetUnixFileMode(fed, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var start = new ProcessStartInfo("bash") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, WorkingDirectory = folder.Path };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(script);
        start.Environment["PATH"] = $"{folder.Path}:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["FED_POSTGRES"] = database;
        start.Environment["FED_CONNECT_WITHIN"] = "2m";
        start.Environment["FED_CONFIG_HOME"] = folder["config"];
        using var shell = Process.Start(start)!;
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        bound.CancelAfter(Bound);
        try
        {
            shell.StandardInput.Close();
            var (output, error) = (shell.StandardOutput.ReadToEndAsync(bound.Token), shell.StandardError.ReadToEndAsync(bound.Token));
            await shell.WaitForExitAsync(bound.Token);
            return (shell.ExitCode, await output + await error + await LogsAsync(folder));
        }
        finally
        {
            if (!shell.HasExited)
            {
                shell.Kill(entireProcessTree: true);
            }
        }
    }

    private static async Task<string> LogsAsync(TemporaryFolder folder)
    {
        var logs = Directory.Exists(folder["trial"]) ? Directory.GetFiles(folder["trial"], "*.log") : [];
        return string.Concat(await Task.WhenAll(logs.Select(log => File.ReadAllTextAsync(log, TestContext.Current.CancellationToken))));
    }

    /// <summary>Finds ports that follow one another and that nobody uses.</summary>
    private static int PortsInARow(int count)
    {
        while (true)
        {
            var listeners = new List<TcpListener>();
            try
            {
                var first = FreePorts.Next();
                for (var i = 0; i < count; i++)
                {
                    listeners.Add(Listen(first + i));
                }

                return first;
            }
            catch (Exception e) when (e is SocketException or ArgumentOutOfRangeException)
            {
                // One of them is in use: another first port is tried.
            }
            finally
            {
                listeners.ForEach(listener => listener.Dispose());
            }
        }
    }

    private static TcpListener Listen(int port)
    {
        var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        return listener;
    }

    [GeneratedRegex("## On a cluster\n.*?```bash\n(?<commands>.*?)```", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Chapter();
}
