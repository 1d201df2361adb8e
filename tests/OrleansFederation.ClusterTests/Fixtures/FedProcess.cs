using System.Diagnostics;
using System.Text;

namespace OrleansFederation.Fixtures;

/// <summary>The real console as a child process, which a test may kill.</summary>
internal sealed class FedProcess : IDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly StringBuilder _error = new();

    private FedProcess(Process process) => _process = process;

    /// <summary>What it said to people, for messages of failing tests.</summary>
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

    public static FedProcess Start(StateDirectory state, params IReadOnlyList<string> arguments) => Start(state, [], arguments);

    public static FedProcess Start(StateDirectory state, IEnumerable<(string Key, string Value)> variables, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "fed.dll"));
        foreach (var argument in (IEnumerable<string>)[.. arguments, "--state", state.Path])
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (key, value) in variables)
        {
            start.Environment[key] = value;
        }

        var fed = new FedProcess(Process.Start(start)!);
        fed._process.StandardInput.Close();
        fed._process.ErrorDataReceived += (_, line) =>
        {
            lock (fed._error)
            {
                fed._error.AppendLine(line.Data);
            }
        };
        fed._process.BeginErrorReadLine();
        return fed;
    }

    /// <summary>Runs a command to its end.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(StateDirectory state, params IReadOnlyList<string> arguments) =>
        await RunAsync(state, [], arguments);

    /// <summary>Runs a command to its end, with variables of the environment.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(
        StateDirectory state, IEnumerable<(string Key, string Value)> variables, params IReadOnlyList<string> arguments)
    {
        using var fed = Start(state, variables, arguments);
        using var bound = fed.Bounded();
        var output = await fed._process.StandardOutput.ReadToEndAsync(bound.Token);
        await fed._process.WaitForExitAsync(bound.Token);
        return (fed._process.ExitCode, output, fed.Error);
    }

    /// <summary>Reads lines of output until one fits; fails if the process ends before.</summary>
    public async Task<string> ReadUntilAsync(Func<string, bool> fits)
    {
        using var bound = Bounded();
        while (await _process.StandardOutput.ReadLineAsync(bound.Token) is { } line)
        {
            if (fits(line))
            {
                return line;
            }
        }

        Assert.Fail($"fed ended before the awaited line came: {Error}");
        return "";
    }

    /// <summary>Ends it as kill -9 does.</summary>
    public async Task KillAsync()
    {
        using var bound = Bounded();
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(bound.Token);
    }

    /// <summary>Asks it to end, as Ctrl-C does, and waits until it has.</summary>
    public async Task<int> InterruptAsync()
    {
        using var bound = Bounded();
        using var kill = Process.Start("kill", ["-INT", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(bound.Token);

        // A pipe that nobody reads is full after 64 KB, and who writes to it then waits.
        await _process.StandardOutput.ReadToEndAsync(bound.Token);
        await _process.WaitForExitAsync(bound.Token);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    private CancellationTokenSource Bounded()
    {
        var linked = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        linked.CancelAfter(Bound);
        return linked;
    }
}
