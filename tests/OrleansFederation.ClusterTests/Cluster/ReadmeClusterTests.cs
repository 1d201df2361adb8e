using System.Diagnostics;
using System.Globalization;
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
        var (silo, gateway, http) = (FreePorts.Next(Silos), FreePorts.Next(), FreePorts.Next(Silos));
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
    private static string Block() => Chapter().Match(File.ReadAllText(RepositoryFolder.Of("README.md"))).Groups["commands"].Value;

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

    [GeneratedRegex("## On a cluster\n.*?```bash\n(?<commands>.*?)```", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Chapter();
}
