using System.Diagnostics;
using System.Text;

namespace OrleansFederation.Containers;

/// <summary>
/// A program as a pod runs it: another user without capabilities, nothing in its environment but what is given, and a root file system
/// that is read-only, except for its state and its temporary files. It has a mount namespace of its own, which ends with it.
/// </summary>
internal sealed class ReadOnlyProcess : IAsyncDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(2);

    // $1 is the folder of state, $2 that of temporary files; then the program.
    private const string Script =
        """
        set -e
        state=$1 temporary=$2
        shift 2
        mount --make-rprivate /
        mount --bind "$state" "$state"
        mount --bind "$temporary" "$temporary"
        mount -o remount,bind,ro /
        exec setpriv --reuid=nobody --regid=65534 --clear-groups --no-new-privs --bounding-set=-all --inh-caps=-all "$@"
        """;

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string? _readyLine;

    private ReadOnlyProcess(ProcessStartInfo start, string? readyLine)
    {
        _readyLine = readyLine;
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Take(line.Data);
        _process.ErrorDataReceived += (_, line) => Take(line.Data);
        _process.Exited += (_, _) => _ready.TrySetException(new InvalidOperationException("It ended before it was ready."));
    }

    /// <summary>All that it has said.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>Why this machine cannot run one; null where it can.</summary>
    public static string? Absence =>
        !OperatingSystem.IsLinux() ? "Mount namespaces are Linux'."
        : !Environment.IsPrivilegedProcess ? "Only root makes a read-only mount and becomes another user."
        : null;

    /// <summary>Starts a program.</summary>
    public static ReadOnlyProcess Start(string state, string temporary, IReadOnlyDictionary<string, string> environment, IReadOnlyList<string> program, string? readyLine = null)
    {
        var start = new ProcessStartInfo("unshare") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
        foreach (var argument in (IEnumerable<string>)["--mount", "sh", "-c", Script, "sh", state, temporary, .. program])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment.Clear();
        start.Environment["PATH"] = Environment.GetEnvironmentVariable("PATH");
        start.Environment["TMPDIR"] = temporary;
        if (Environment.GetEnvironmentVariable("DOTNET_ROOT") is { } root)
        {
            start.Environment["DOTNET_ROOT"] = root;
        }

        foreach (var (key, value) in environment)
        {
            start.Environment[key] = value;
        }

        var process = new ReadOnlyProcess(start, readyLine);
        process._process.Start();
        process._process.StandardInput.Close();
        process._process.BeginOutputReadLine();
        process._process.BeginErrorReadLine();
        return process;
    }

    /// <summary>Runs a program to its end.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(
        string state, string temporary, IReadOnlyDictionary<string, string> environment, IReadOnlyList<string> program)
    {
        await using var process = Start(state, temporary, environment, program);
        return (await process.WaitForExitAsync(), process.Output);
    }

    /// <summary>Waits until it has said that it is ready.</summary>
    public async Task WaitUntilReadyAsync()
    {
        try
        {
            await _ready.Task.WaitAsync(Bound, TestContext.Current.CancellationToken);
        }
        catch (Exception exception) when (exception is InvalidOperationException or TimeoutException)
        {
            Assert.Fail($"{exception.Message}\n{Output}");
        }
    }

    /// <summary>Waits for its end.</summary>
    public async Task<int> WaitForExitAsync()
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        bound.CancelAfter(Bound);
        await _process.WaitForExitAsync(bound.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None).WaitAsync(Bound, CancellationToken.None);
        }

        _process.Dispose();
    }

    private void Take(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_output)
        {
            _output.AppendLine(line);
        }

        if (_readyLine is not null && line.Contains(_readyLine, StringComparison.Ordinal))
        {
            _ready.TrySetResult();
        }
    }
}
