using System.Diagnostics;
using OrleansFederation.Fixtures;

namespace OrleansFederation.Plugins;

/// <summary>A folder in which templates of the repository are installed for nobody else, and programs are run.</summary>
internal sealed class TemplateFolder : IDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(4);

    private readonly TemporaryFolder _folder = new();

    /// <summary>The path of something in it.</summary>
    public string this[string name] => _folder[name];

    /// <summary>Installs a template and makes something of it.</summary>
    public async Task MakeAsync(string template, params IReadOnlyList<string> arguments)
    {
        var hive = _folder["hive"];
        await RunAsync("dotnet", ["new", "install", RepositoryFolder.Of("src", "templates", template), "--debug:custom-hive", hive]);
        await RunAsync("dotnet", ["new", template, .. arguments, "--debug:custom-hive", hive]);
    }

    /// <summary>Runs a program that must succeed.</summary>
    public async Task<string> RunAsync(string program, IReadOnlyList<string> arguments, params IReadOnlyList<(string Key, string Value)> environment)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _folder.Path };
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        foreach (var (key, value) in environment)
        {
            start.Environment[key] = value;
        }

        using var process = Process.Start(start)!;
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        bound.CancelAfter(Bound);
        var reading = Task.WhenAll(process.StandardOutput.ReadToEndAsync(bound.Token), process.StandardError.ReadToEndAsync(bound.Token));
        try
        {
            await process.WaitForExitAsync(bound.Token);
            var said = string.Join('\n', await reading);
            Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{said}");
            return said;
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    public void Dispose() => _folder.Dispose();
}
