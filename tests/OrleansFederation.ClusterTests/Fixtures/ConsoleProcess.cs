using System.Diagnostics;
using System.Text;

namespace OrleansFederation.Fixtures;

/// <summary>The real console as a child process that talks to a cluster with a token, without the profiles of whoever runs the tests.</summary>
internal sealed class ConsoleProcess : IDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(4);

    private readonly Process _process;
    private readonly TemporaryFolder _config = new();
    private readonly StringBuilder _error = new();
    private readonly List<string> _lines = [];

    private ConsoleProcess(string token, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        start.Environment["FED_CONFIG_HOME"] = _config.Path;
        start.Environment["FED_TOKEN"] = token;
        start.Environment["FED_CONNECT_WITHIN"] = "2m";
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "fed.dll"));
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        _process = Process.Start(start)!;
        _process.StandardInput.Close();
        _process.ErrorDataReceived += (_, line) =>
        {
            lock (_error)
            {
                _error.AppendLine(line.Data);
            }
        };
        _process.BeginErrorReadLine();
    }

    /// <summary>What it said to people.</summary>
    public string Error
    {
        get
        {
            lock (_error)
            {
                return _error.ToString();
            }
        }
    }

    public static ConsoleProcess Start(string token, params IReadOnlyList<string> arguments) => new(token, arguments);

    /// <summary>Runs a command to its end.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(string token, IReadOnlyList<string> arguments)
    {
        using var fed = new ConsoleProcess(token, arguments);
        var (exitCode, lines) = await fed.ReadToEndAsync();
        return (exitCode, string.Join('\n', lines), fed.Error);
    }

    /// <summary>Reads lines of output until one fits; fails if the process ends before.</summary>
    public async Task ReadUntilAsync(Func<string, bool> fits)
    {
        using var bound = Bounded();
        while (await _process.StandardOutput.ReadLineAsync(bound.Token) is { } line)
        {
            _lines.Add(line);
            if (fits(line))
            {
                return;
            }
        }

        Assert.Fail($"fed ended before the awaited line came: {Error}");
    }

    /// <summary>Reads on to the end.</summary>
    /// <returns>The exit code, and every line of output since the start.</returns>
    public async Task<(int ExitCode, IReadOnlyList<string> Lines)> ReadToEndAsync()
    {
        using var bound = Bounded();
        while (await _process.StandardOutput.ReadLineAsync(bound.Token) is { } line)
        {
            _lines.Add(line);
        }

        await _process.WaitForExitAsync(bound.Token);
        return (_process.ExitCode, _lines);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
        _config.Dispose();
    }

    private static CancellationTokenSource Bounded()
    {
        var linked = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        linked.CancelAfter(Bound);
        return linked;
    }
}
